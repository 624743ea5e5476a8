// Where the lanes lie: labels beside them where there is room, above them on a phone.

export interface Lane {
  y: number;
  height: number;
  labelY: number;
}

export function layOut(width: number): { left: number; height: number; axis: Lane; flow: Lane; focus: Lane; windows: Lane; presence: Lane; rhythm: Lane } {
  const isNarrow = width < 620;
  const left = isNarrow ? 0 : 104;
  const [gap, above] = isNarrow ? [8, 14] : [14, 0];
  let y = 40;
  const lane = (height: number): Lane => {
    y += above;
    const made = { y, height, labelY: isNarrow ? y - 4 : y + height / 2 + 4 };
    y += height + gap;
    return made;
  };
  const flow = lane(isNarrow ? 64 : 84);
  const focus = lane(24);
  const windows = lane(34);
  const presence = lane(10);
  const rhythm = lane(38);
  return { left, height: y - gap + 4, axis: { y: 0, height: 40, labelY: 0 }, flow, focus, windows, presence, rhythm };
}
