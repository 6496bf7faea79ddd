/** Unit tests sit beside their code; engine tests live in tests/engine and run by `./sutazai test engine`. */
const common = {
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/tests/strip-types.mjs" },
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.sutazai"],
};

export default {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{infra,readers,lint,legacy,engine,components,stacks,policies,ops,tests/unit}/**/*.test.ts"] },
    { ...common, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
  ],
};
