/**
 * Values that preview does not know, from the one small module of Pulumi's policy SDK that makes them; the SDK's front
 * door loads all of Pulumi, 20 times as slow, which every test of a rule would pay for.
 */
import type * as policy from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy.js";

type Unknowns = Pick<typeof policy, "UnknownValueError" | "unknownCheckingProxy">;

export const { UnknownValueError, unknownCheckingProxy } = proxy as unknown as Unknowns;
export type UnknownValueError = policy.UnknownValueError;

const { unknownBooleanValue, unknownNumberValue, unknownStringValue, unknownArrayValue, unknownAssetValue, unknownArchiveValue, unknownObjectValue } = proxy as unknown as Record<string, string>;

/** The texts that stand where a value is not known. */
export const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([unknownBooleanValue, unknownNumberValue, unknownStringValue, unknownArrayValue, unknownAssetValue, unknownArchiveValue, unknownObjectValue]);
