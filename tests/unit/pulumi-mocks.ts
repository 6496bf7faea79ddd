import * as pulumi from "@pulumi/pulumi";

/** Pulumi's mocks for stack dev. Its mock monitor knows no hooks: they are registered with it and never called. */
export async function mockPulumi(newResource: pulumi.runtime.Mocks["newResource"]): Promise<void> {
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "sutazai", "dev");
  const taken = (_: unknown, done: (error: null, answer: object) => void) => done(null, {});
  Object.assign(pulumi.runtime.getMonitor()!, { registerResourceHook: taken, registerErrorHook: taken });
}
