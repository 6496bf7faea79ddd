/** Runs rules outside Pulumi's policy server: for tests, and for a program that judges itself before it registers anything. */
import { UnknownValueError, unknownCheckingProxy, type ResourceValidationArgs } from "@pulumi/policy";
import type { Rule } from "./rule.ts";

export type Props = Record<string, any>;

/** A resource as a program declares it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Props;
}

/** What a rule said of a resource, as Pulumi's policy server would take it down. */
export interface Verdict {
  readonly violations: string[];
  /** Set when the rule met an unknown value: the server turns it into the advice that the rule could not be run. */
  readonly unknown?: string;
  readonly notApplicable?: string;
}

/** Runs one rule on one resource in the way of Pulumi's policy server, with its proxy that throws on unknown values. */
export async function judge(rule: Rule, resource: Resource): Promise<Verdict> {
  if (!("validateResource" in rule) || typeof rule.validateResource !== "function") throw new Error(`${rule.name} judges no single resource`);
  const violations: string[] = [];
  const args: ResourceValidationArgs = {
    type: resource.type,
    name: resource.name,
    urn: `urn:pulumi:dev::test::${resource.type}::${resource.name}`,
    props: unknownCheckingProxy(resource.props) as Props,
    opts: { protect: false, ignoreChanges: [], aliases: [], additionalSecretOutputs: [], customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } },
    stackTags: new Map(),
    isType: () => refuse("isType"),
    asType: () => refuse("asType"),
    getConfig: () => refuse("getConfig"),
    notApplicable: (reason) => {
      throw new NotApplicable(reason);
    },
  };
  try {
    await rule.validateResource(args, (text) => violations.push(text));
    return { violations };
  } catch (error) {
    if (error instanceof UnknownValueError) return { violations, unknown: (error as Error).message };
    if (error instanceof NotApplicable) return { violations, notApplicable: error.message };
    throw error;
  }
}

function refuse(what: string): never {
  throw new Error(`a rule judged outside Pulumi has no ${what}`);
}

class NotApplicable extends Error {}
