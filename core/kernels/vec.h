/* Vectors: 16 lanes of slm_real, the same arithmetic and the same bits on every machine.
 *
 * slm_reg   one vector register of the target (16, 32 or 64 bytes), a compiler vector: + - * / are
 *           written as operators. How many lanes it has differs from machine to machine, so it
 *           serves only where no lane meets another: element by element.
 * slm_vec   16 lanes, always, as SLM_VEC_REGS registers. Every sum runs in these: its order, and
 *           with it its last bit, is then the same everywhere.
 *
 * A slm_vec is a struct of registers and not one vector of 64 bytes, because gcc 12 keeps a vector
 * wider than the machine's in memory and takes its comparisons apart lane by lane. For the same
 * reason nothing here uses integer comparisons, arithmetic right shifts of integers or conversions
 * between integer and real: SSE2 has none for 64-bit lanes. See vmath.h for what stands in. */
#ifndef SLM_KERNELS_VEC_H
#define SLM_KERNELS_VEC_H

#include "base/real.h"

#include <math.h>
#include <stddef.h>

#if defined(__AVX512F__)
#define SLM_REG_BYTES 64
#elif defined(__AVX2__)
#define SLM_REG_BYTES 32
#else
#define SLM_REG_BYTES 16
#endif

enum {
    SLM_LANES = 16,
    SLM_REG_LANES = SLM_REG_BYTES / sizeof(slm_real),
    SLM_VEC_REGS = SLM_LANES / SLM_REG_LANES
};

/* Inlined always: a call would pass vectors by an ABI that depends on the machine's width. */
#ifdef SLM_COVERAGE /* a branch is counted once, not once for each place that it is inlined in */
#define SLM_INLINE static inline __attribute__((unused))
#else
#define SLM_INLINE static inline __attribute__((always_inline))
#endif

/* The pattern of a real. Without a sign: overflow and shifts are defined. */
#ifdef SLM_DOUBLE
typedef uint64_t slm_real_bits;
#else
typedef uint32_t slm_real_bits;
#endif

/* Before a loop of at most 16 rounds that becomes straight code. */
#ifdef __clang__
#define SLM_UNROLL _Pragma("clang loop unroll(full)")
#else
#define SLM_UNROLL _Pragma("GCC unroll 16")
#endif

typedef slm_real slm_reg __attribute__((vector_size(SLM_REG_BYTES)));

/* Masks (all bits of a lane set or none) and bit patterns. */
typedef slm_real_bits slm_regi __attribute__((vector_size(SLM_REG_BYTES)));

/* The same register at any address of a real. */
typedef slm_real slm_reg_unaligned
    __attribute__((vector_size(SLM_REG_BYTES), aligned(sizeof(slm_real)), may_alias));

typedef struct {
    slm_reg r[SLM_VEC_REGS];
} slm_vec;

SLM_INLINE slm_reg slm_reg_load(const slm_real *p) { return *(const slm_reg_unaligned *)p; }

SLM_INLINE void slm_reg_store(slm_real *p, slm_reg a) { *(slm_reg_unaligned *)p = a; }

/* x - 0 and not x + 0: the latter turns -0 into 0. */
SLM_INLINE slm_reg slm_reg_splat(slm_real x) { return x - (slm_reg){0}; }

SLM_INLINE slm_regi slm_regi_splat(slm_real_bits x) { return x - (slm_regi){0}; }

SLM_INLINE slm_regi slm_reg_bits(slm_reg a) { return (slm_regi)a; }

SLM_INLINE slm_reg slm_reg_from_bits(slm_regi a) { return (slm_reg)a; }

SLM_INLINE slm_regi slm_reg_lt(slm_reg a, slm_reg b) { return (slm_regi)(a < b); }

SLM_INLINE slm_regi slm_reg_le(slm_reg a, slm_reg b) { return (slm_regi)(a <= b); }

#ifdef __wasm_simd128__
#ifdef SLM_DOUBLE
#define SLM_WASM(operation) __builtin_wasm_##operation##_f64x2
#else
#define SLM_WASM(operation) __builtin_wasm_##operation##_f32x4
#endif
typedef int32_t slm_wasm_bits __attribute__((vector_size(16)));
#endif

/* mask ? a : b, lane by lane. WebAssembly has an instruction for it, named here because clang 17
 * and later mistake a comparison whose two sides are then selected for a minimum or maximum, with
 * the wrong sign of zero where the comparison is <=. */
SLM_INLINE slm_reg slm_reg_select(slm_regi mask, slm_reg a, slm_reg b) {
#ifdef __wasm_simd128__
    return (slm_reg)__builtin_wasm_bitselect((slm_wasm_bits)a, (slm_wasm_bits)b,
                                             (slm_wasm_bits)mask);
#else
    return (slm_reg)((mask & (slm_regi)a) | (~mask & (slm_regi)b));
#endif
}

/* a < b ? a : b: the second when they are equal or either is NaN. This is pmin(b, a) of
 * WebAssembly, one instruction of the processor; written as a comparison, LLVM takes `min` where
 * one side is a constant, which costs several because it must give NaN for NaN. */
SLM_INLINE slm_reg slm_reg_min(slm_reg a, slm_reg b) {
#ifdef __wasm_simd128__
    return SLM_WASM(pmin)(b, a);
#else
    return slm_reg_select(slm_reg_lt(a, b), a, b);
#endif
}

/* b < a ? a : b: the second when they are equal or either is NaN. */
SLM_INLINE slm_reg slm_reg_max(slm_reg a, slm_reg b) {
#ifdef __wasm_simd128__
    return SLM_WASM(pmax)(b, a);
#else
    return slm_reg_select(slm_reg_lt(b, a), a, b);
#endif
}

/* x <= 0 ? 0 : x: +0 for -0, and NaN for NaN. pmax keeps -0, and + 0 turns it into +0. */
SLM_INLINE slm_reg slm_reg_relu(slm_reg x) {
    const slm_reg zero = slm_reg_splat(0);
#ifdef __wasm_simd128__
    return SLM_WASM(pmax)(x, zero) + zero;
#else
    return slm_reg_select(slm_reg_le(x, zero), zero, x);
#endif
}

SLM_INLINE slm_regi slm_reg_sign(slm_reg a) {
    return slm_reg_bits(a) & slm_reg_bits(slm_reg_splat(SLM_REAL(-0.0)));
}

SLM_INLINE slm_reg slm_reg_abs(slm_reg a) {
    return slm_reg_from_bits(slm_reg_bits(a) ^ slm_reg_sign(a));
}

#define SLM_EACH_REG SLM_UNROLL for (size_t k = 0; k < SLM_VEC_REGS; k++)

SLM_INLINE slm_vec slm_vec_load(const slm_real *p) {
    slm_vec v;
    SLM_EACH_REG v.r[k] = slm_reg_load(&p[k * SLM_REG_LANES]);
    return v;
}

SLM_INLINE void slm_vec_store(slm_real *p, slm_vec a) {
    SLM_EACH_REG slm_reg_store(&p[k * SLM_REG_LANES], a.r[k]);
}

SLM_INLINE slm_vec slm_vec_splat(slm_real x) {
    slm_vec v;
    SLM_EACH_REG v.r[k] = slm_reg_splat(x);
    return v;
}

/* The first n <= 16 lanes from p, the others `fill`; nothing behind p[n - 1] is read. */
SLM_INLINE slm_vec slm_vec_load_part(const slm_real *p, size_t n, slm_real fill) {
    slm_real lane[SLM_LANES];
    for (size_t i = 0; i < SLM_LANES; i++) lane[i] = i < n ? p[i] : fill;
    return slm_vec_load(lane);
}

SLM_INLINE slm_vec slm_vec_add(slm_vec a, slm_vec b) {
    SLM_EACH_REG a.r[k] = a.r[k] + b.r[k];
    return a;
}

/* The sum of the lanes, in one order: lane i takes lane i + 8, then i + 4, i + 2, i + 1. */
SLM_INLINE slm_real slm_vec_sum(slm_vec a) {
    for (int half = SLM_VEC_REGS / 2; half > 0; half /= 2)
        for (int k = 0; k < half; k++) a.r[k] = a.r[k] + a.r[k + half];
    slm_real lane[SLM_REG_LANES];
    slm_reg_store(lane, a.r[0]);
    for (int half = SLM_REG_LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) lane[i] += lane[i + half];
    return lane[0];
}

#endif
