/** Which services a fault of compose files touches: those that may be others once it is corrected. Every other service is what it is with or without it. */
import { linesIn, type Lines, type LinesOf } from "../yaml/lines.ts";
import { at, entriesOf, itemsOf, textOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import type { Fault } from "./project.ts";
import { SECTIONS, type Section } from "./sections.ts";

interface Place {
  readonly file: string;
  readonly service: string;
}

/** Something that could not be read, and that may define, change or complete services. */
interface Gap {
  readonly faults: readonly Fault[];
  readonly touched: Set<string>;
}

type Services = ReadonlyMap<string, YamlEntry & { readonly value: YamlMap }>;
type Sections = Readonly<Record<Section, ReadonlyMap<string, YamlEntry>>>;

/** What a reading notes of where services come from, and where they might. */
export class Origins {
  private readonly places = new Map<string, Place>();
  /** Places of each service, in the files that are read over each other. */
  private readonly written = new Map<string, Set<string>>();
  private readonly bases = new Map<string, string>();
  private readonly broken = new Map<string, readonly Fault[]>();
  private readonly gaps: Gap[] = [];

  /** A file defines or changes a service. @returns the place, as `extend` and `lacksBase` take it. */
  write(file: string, service: string): string {
    const place = this.place(file, service);
    this.written.set(service, (this.written.get(service) ?? new Set()).add(place));
    return place;
  }

  /** What was written so far is taken back. */
  reset(service: string): void {
    this.written.delete(service);
  }

  extend(place: string, file: string, service: string): string {
    const base = this.place(file, service);
    this.bases.set(place, base);
    return base;
  }

  /** The file of what it extends could not be read. */
  lacksBase(place: string, faults: readonly Fault[]): void {
    this.broken.set(place, faults);
  }

  /**
   * Notes what files that cannot be read leave open among those that are read over each other. A service that an earlier file defines, or one that
   * another file includes, can be none of theirs: compose refuses names that are included twice.
   * @param services those of the model, which grows.
   */
  gapsOf(services: ReadonlyMap<string, unknown>): { unreadable(faults: readonly Fault[]): void; included(): void; close(): void } {
    const open: { gap: Gap; safe: ReadonlySet<string> }[] = [];
    let known = this.gaps.length;
    return {
      unreadable: (faults) => {
        const gap: Gap = { faults, touched: new Set() };
        this.gaps.push(gap);
        known = this.gaps.length;
        open.push({ gap, safe: new Set() });
      },
      included: () => {
        for (const gap of this.gaps.slice(known)) open.push({ gap, safe: new Set([...services.keys()].filter((name) => !gap.touched.has(name))) });
        known = this.gaps.length;
      },
      close: () => {
        for (const { gap, safe } of open) for (const name of services.keys()) if (!safe.has(name)) gap.touched.add(name);
      },
    };
  }

  /** Whether a file could not be read that may define services. */
  get haveGaps(): boolean {
    return this.gaps.length > 0;
  }

  /** Whether something that a service may come from could not be read. */
  incomplete(service: string): boolean {
    return this.gaps.some(({ touched }) => touched.has(service)) || this.closure(service).some((place) => this.broken.has(place));
  }

  /**
   * By fault, the names of the services that it touches, sorted.
   * @param model what could be read; @param read a file's text.
   */
  touched(faults: readonly Fault[], services: Services, sections: Sections, read: (file: string) => string): ReadonlyMap<Fault, readonly string[]> {
    const files = new Map<string, LinesOf>();
    const linesOf = (file: string) => {
      const found = files.get(file) ?? linesIn(textOr(read, file));
      files.set(file, found);
      return found;
    };
    const lacking = [...services.values()].filter(({ value }) => lacks(value, services, sections)).map(({ key }) => key);
    return new Map(faults.map((fault) => {
      const gaps = this.gaps.filter((gap) => gap.faults.some((one) => same(one, fault)));
      const beside = gaps.length > 0 ? [...gaps.flatMap(({ touched }) => [...touched]), ...lacking] : this.around(fault, linesOf(fault.at.file), services, sections, lacking);
      const from = [...this.written.keys()].filter((name) => this.closure(name).some((place) => this.isAt(place, fault, linesOf)));
      return [fault, [...new Set([...beside, ...from])].sort()];
    }));
  }

  private isAt(place: string, fault: Fault, linesOf: (file: string) => LinesOf): boolean {
    if (this.broken.get(place)?.some((one) => same(one, fault))) return true;
    const { file, service } = this.places.get(place)!;
    return file === fault.at.file && within(linesOf(file)("services", service), fault);
  }

  /** Services that a fault touches from beside them: in a section that they use, among all services, in what is included. */
  private around(fault: Fault, lines: LinesOf, services: Services, sections: Sections, lacking: readonly string[]): string[] {
    const own = [...this.written].filter(([, places]) => [...places].some((place) => this.places.get(place)!.file === fault.at.file)).map(([name]) => name);
    const among = within(lines("services"), fault) && !own.some((name) => within(lines("services", name), fault)) ? own : [];
    const included = within(lines("include"), fault) ? [...[...services.keys()].filter((name) => !own.includes(name)), ...lacking] : [];
    const users = SECTIONS.filter((section) => within(lines(section), fault)).flatMap((section) => {
      const hit = [...sections[section].keys()].filter((name) => within(lines(section, name), fault));
      return [...services.values()].filter(({ value }) => uses(value, section).some((name) => hit.length === 0 || hit.includes(name))).map(({ key }) => key);
    });
    return [...among, ...included, ...users];
  }

  /** The places of a service, and of all that it extends. */
  private closure(service: string): string[] {
    const all = new Set(this.written.get(service));
    for (const place of all) {
      const base = this.bases.get(place);
      if (base !== undefined) all.add(base);
    }
    return [...all];
  }

  private place(file: string, service: string): string {
    const place = `${file}:${service}`;
    this.places.set(place, { file, service });
    return place;
  }
}

const same = (a: Fault, b: Fault) => JSON.stringify(a) === JSON.stringify(b);

const within = (lines: readonly Lines[], { at: { line } }: Fault) => lines.some(({ from, to }) => from <= line && line <= to);

/** Names of a section that a service has, in canonical form. */
const uses = (service: YamlMap, section: Section): string[] => [...entriesOf(at(service, section)).map(({ key }) => key), ...itemsOf(at(service, section)).flatMap((item) => (textOf(at(item, "type")) === "bind" ? [] : (textOf(at(item, "source")) ?? [])))];

/** Whether a service names something that is not there: what could not be read may have it. */
function lacks(service: YamlMap, services: Services, sections: Sections): boolean {
  return entriesOf(at(service, "depends_on")).some(({ key }) => !services.has(key)) || SECTIONS.some((section) => uses(service, section).some((name) => name !== "default" && !sections[section].has(name)));
}

function textOr(read: (file: string) => string, file: string): string {
  try {
    return read(file);
  } catch {
    return "";
  }
}
