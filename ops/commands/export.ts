import { counted } from "../../infra/words.ts";
import { loadStack } from "../../engine/load.ts";
import { composeDocument, composeText } from "../../infra/compose/export.ts";
import { LABELS } from "../../infra/names.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { outFile, writeOut } from "../out-file.ts";

/** `export`: the stack as one compose file, planned for this host; what the file refers to is made by `./sutazai up`. */
export const exportCompose: CommandSpec = {
  name: "export",
  summary: "the stack's plan as a compose file",
  configure: (command) => void command.option("--out <file>", "write it there instead of standard output"),
  async run(context, _args, options) {
    if (context.json && options.out !== undefined) throw new UsageError("--out and --json exclude each other: the document goes to one place");
    const out = outFile(options.out);
    const { plan } = await loadStack(context.root, context.stack);
    if (context.json) context.out.json(composeDocument(plan));
    else if (out === undefined) process.stdout.write(head(plan.stack) + composeText(plan));
    else {
      writeOut(out, head(plan.stack) + composeText(plan));
      context.out.line(`${out}: ${counted(plan.services.length, "service")} of stack ${plan.stack}`);
    }
    return EXIT.done;
  },
};

const head = (stack: string) => `# The containers of stack ${stack}, made by ./sutazai export. Images, networks and volumes (data, configuration, secrets)
# are those of the stack: ./sutazai up --stack ${stack} has made them. Before docker compose up, stop and remove the stack's
# containers and nothing else (./sutazai down would remove the secrets too):
#   docker stop $(docker ps --quiet --filter label=${LABELS.stack}=${stack})
#   docker container prune --force --filter label=${LABELS.stack}=${stack}
`;
