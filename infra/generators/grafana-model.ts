/** A dashboard as a small table, and its form in Grafana's JSON. Panels flow from left to right, row by row. */

export type PanelKind = "stat" | "graph" | "bars" | "states" | "logs";

export interface Panel {
  readonly title: string;
  /** PromQL, or LogQL for `logs` and where `source` says so. A `{label}` in `legend` names the series. */
  readonly query: string;
  readonly legend?: string;
  /** Grafana's name of the unit: short, percentunit, bytes, s, reqps ... */
  readonly unit?: string;
  readonly kind?: PanelKind;
  readonly source?: "prometheus" | "loki";
  /** Green below the first number, orange from it, red from the second; the other way round when the first is the bigger one. */
  readonly limits?: readonly [number, number];
  /** In 24ths of the page. */
  readonly width?: number;
  readonly description?: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Variable {
  readonly name: string;
  readonly label: string;
  /** A fixed choice of value and text, or the values of a query. */
  readonly values: readonly { readonly value: string; readonly text: string }[] | { readonly query: string };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}

const PAGE = 24;
const SIZES: Record<PanelKind, { readonly width: number; readonly height: number }> = {
  stat: { width: 4, height: 4 },
  graph: { width: 12, height: 8 },
  bars: { width: 12, height: 10 },
  states: { width: 24, height: 12 },
  logs: { width: 24, height: 10 },
};
const LAST = { calcs: ["lastNotNull"], fields: "", values: false };

export function dashboardJson(d: Dashboard): string {
  return JSON.stringify({
    uid: d.uid,
    title: d.title,
    tags: ["sutazai"],
    schemaVersion: 39,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    timezone: "utc",
    annotations: { list: [] },
    links: [{ type: "dashboards", tags: ["sutazai"], title: "", asDropdown: false, keepTime: true }],
    templating: { list: (d.variables ?? []).map(variableJson) },
    panels: layout(d.rows),
  }, null, 1);
}

function layout(rows: readonly Row[]): object[] {
  const out: object[] = [];
  let y = 0;
  for (const row of rows) {
    out.push({ id: out.length + 1, type: "row", title: row.title, collapsed: false, panels: [], gridPos: { x: 0, y, w: PAGE, h: 1 } });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      const size = SIZES[panel.kind ?? "graph"];
      const w = panel.width ?? size.width;
      if (x + w > PAGE) [x, y, height] = [0, y + height, 0];
      out.push({ id: out.length + 1, ...panelJson(panel), gridPos: { x, y, w, h: size.height } });
      x += w;
      height = Math.max(height, size.height);
    }
    y += height;
  }
  return out;
}

function panelJson(p: Panel): object {
  const kind = p.kind ?? "graph";
  const source = p.source ?? (kind === "logs" ? "loki" : "prometheus");
  const datasource = { type: source, uid: source };
  const instant = kind === "stat" || kind === "bars";
  const legend = p.legend === undefined ? {} : { legendFormat: p.legend.replaceAll(/\{(\w+)\}/g, "{{$1}}") };
  return {
    type: { stat: "stat", graph: "timeseries", bars: "bargauge", states: "state-timeline", logs: "logs" }[kind],
    title: p.title,
    ...(p.description ? { description: p.description } : {}),
    datasource,
    targets: [{ refId: "A", datasource, expr: p.query, ...legend, ...(source === "loki" ? { queryType: instant ? "instant" : "range" } : { instant, range: !instant }) }],
    fieldConfig: {
      defaults: {
        unit: p.unit ?? "short",
        ...(p.limits ? { ...(kind === "stat" ? { color: { mode: "thresholds" } } : {}), thresholds: thresholds(p.limits) } : {}),
        ...(kind === "graph" ? { min: 0, custom: { drawStyle: "line", lineWidth: 1, fillOpacity: 10, showPoints: "never", ...(p.limits ? { thresholdsStyle: { mode: "dashed" } } : {}) } } : {}),
        ...(kind === "states" ? { mappings: [{ type: "value", options: { 0: { text: "down", color: "red", index: 0 }, 1: { text: "up", color: "green", index: 1 } } }] } : {}),
      },
      overrides: [],
    },
    options: options(kind, p.limits !== undefined),
  };
}

function options(kind: PanelKind, limited: boolean): object {
  switch (kind) {
    case "stat":
      return { reduceOptions: LAST, colorMode: limited ? "background" : "value", graphMode: "none", textMode: "auto", justifyMode: "center" };
    case "bars":
      return { reduceOptions: LAST, orientation: "horizontal", displayMode: "basic", showUnfilled: true };
    case "states":
      return { mergeValues: true, showValue: "never", legend: { showLegend: false } };
    case "logs":
      return { showTime: true, showLabels: false, wrapLogMessage: true, enableLogDetails: true, sortOrder: "Descending", dedupStrategy: "none" };
    case "graph":
      return { legend: { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] }, tooltip: { mode: "multi", sort: "desc" } };
  }
}

function thresholds([first, second]: readonly [number, number]): object {
  const [low, high] = first <= second ? (["green", "red"] as const) : (["red", "green"] as const);
  const [from, to] = [first, second].sort((a, b) => a - b);
  return { mode: "absolute", steps: [{ color: low, value: null }, ...(from === to ? [] : [{ color: "orange", value: from }]), { color: high, value: to }] };
}

function variableJson(v: Variable): object {
  const common = { name: v.name, label: v.label, hide: 0, skipUrlSync: false };
  if ("query" in v.values) {
    const { query } = v.values;
    return {
      ...common,
      type: "query",
      datasource: { type: "prometheus", uid: "prometheus" },
      query: { query, refId: v.name },
      definition: query,
      refresh: 2,
      sort: 1,
      multi: true,
      includeAll: true,
      allValue: ".+",
      current: { selected: true, text: ["All"], value: ["$__all"] },
    };
  }
  const choices = v.values.map((choice, i) => ({ ...choice, selected: i === 0 }));
  return { ...common, type: "custom", query: v.values.map(({ text, value }) => `${text} : ${value}`).join(", "), options: choices, current: choices[0] ?? {}, multi: false, includeAll: false };
}
