/** Unit tests sit beside their code, and so do those that go through four whole checkouts (`estates.test.ts`); engine tests live in tests/engine. */
const common = {
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/tests/strip-types.mjs" },
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.sutazai"],
};

const sources = "<rootDir>/{infra,readers,lint,legacy,engine,components,stacks,policies,ops,tests/unit}/**";

export default {
  projects: [
    { ...common, displayName: "unit", testMatch: [`${sources}/*.test.ts`], testPathIgnorePatterns: ["estates\\.test\\.ts$"] },
    { ...common, displayName: "estates", testMatch: [`${sources}/*estates.test.ts`] },
    { ...common, displayName: "engine", testMatch: ["<rootDir>/tests/engine/**/*.test.ts"] },
  ],
};
