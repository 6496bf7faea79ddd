import * as pulumi from "@pulumi/pulumi";

/** Pulumi's tokens of the types whose creation this program takes part in. */
export type HookedType = "docker:index/container:Container" | "docker:index/network:Network" | "docker:index/remoteImage:RemoteImage" | "command:local:Command";

type Work = (args: pulumi.ResourceHookArgs) => void | Promise<void>;

export interface Works {
  /** Its failure fails the resource, which is then not made. */
  readonly beforeCreate?: Work;
  readonly afterCreate?: Work;
  /** Asked after every failed try; true tries again. */
  readonly onError?: pulumi.ErrorHookFunction;
}

/**
 * One hook of a kind for all resources of a program, which find their work by the resource's type and name: Pulumi registers each hook by a
 * call of its own, and hooks of their own would cost every service as much as three more resources, in previews too.
 */
export class Hooks {
  readonly #works = new Map<string, Works>();
  readonly #before = new pulumi.ResourceHook("sutazai-before-create", (args) => this.#worksOf(args).beforeCreate?.(args));
  readonly #after = new pulumi.ResourceHook("sutazai-after-create", (args) => this.#worksOf(args).afterCreate?.(args));
  readonly #error = new pulumi.ErrorHook("sutazai-on-error", (args) => this.#worksOf(args).onError?.(args) ?? false);

  /**
   * @returns the `hooks` option of the resource.
   * @throws Error when the resource has works already: one of the two would never be done.
   */
  of(type: HookedType, name: string, works: Works): pulumi.ResourceHookBinding {
    const key = `${type}::${name}`;
    if (this.#works.has(key)) throw new Error(`two resources have the name ${name} and the type ${type}`);
    this.#works.set(key, works);
    return {
      ...(works.beforeCreate ? { beforeCreate: [this.#before] } : {}),
      ...(works.afterCreate ? { afterCreate: [this.#after] } : {}),
      ...(works.onError ? { onError: [this.#error] } : {}),
    };
  }

  #worksOf({ type, name }: Pick<pulumi.ResourceHookArgs, "type" | "name">): Works {
    const works = this.#works.get(`${type}::${name}`);
    if (works === undefined) throw new Error(`nothing is known of what belongs to the creation of ${name} (${type})`);
    return works;
  }
}
