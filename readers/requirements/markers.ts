/** Environment markers (PEP 508): whether a text is one. What it says is kept as text. */
const TOKENS = {
  space: /[ \t]*/y,
  open: /\(/y,
  close: /\)/y,
  logic: /\b(?:or|and)\b/y,
  operator: /===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b/y,
  operand:
    /'[^']*'|"[^"]*"|\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b/y,
};
/** Parentheses that may be open at once. */
const MAX_DEPTH = 200;

/** `python_version < "3.9" and (extra == 'dev' or os_name == "nt")`. */
export function isMarker(text: string): boolean {
  let index = 0;
  const take = (token: keyof typeof TOKENS): boolean => {
    const pattern = TOKENS[token];
    pattern.lastIndex = index;
    if (!pattern.test(text)) return false;
    index = pattern.lastIndex;
    return true;
  };
  const skip = () => take("space");
  const atom = (depth: number): boolean => {
    skip();
    const fits = take("open") ? depth < MAX_DEPTH && expression(depth + 1) && take("close") : take("operand") && skip() && take("operator") && skip() && take("operand");
    skip();
    return fits;
  };
  const expression = (depth: number): boolean => {
    do if (!atom(depth)) return false;
    while (take("logic"));
    return true;
  };
  return expression(0) && index === text.length;
}
