// AssemblyScript: e^x and tanh for four numbers at once, from additions and products alone: the same bits everywhere.

/** e^x for x in [-87, 88], to about 1e-7 of it: the polynomial of Cephes' expf. */
export function exp4(v: v128): v128 {
  const x = f32x4.max(f32x4.min(v, f32x4.splat(88)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  // ln 2 in two parts, so that nothing is lost.
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

export function tanh4(x: v128): v128 {
  const e = exp4(f32x4.mul(f32x4.max(f32x4.min(x, f32x4.splat(9)), f32x4.splat(-9)), f32x4.splat(2)));
  return f32x4.div(f32x4.sub(e, f32x4.splat(1)), f32x4.add(e, f32x4.splat(1)));
}
