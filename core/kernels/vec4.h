/* Beside vec.h, what the matrix product needs: four reals as one vector, to turn 4 x 4 blocks
 * around, and how its loops are compiled. */
#ifndef SLM_KERNELS_VEC4_H
#define SLM_KERNELS_VEC4_H

#include "kernels/vec.h"

/* Passed by address: gcc warns of a 32-byte vector by value where the machine has none. */
typedef slm_real slm_quad __attribute__((vector_size(4 * sizeof(slm_real))));

/* The same at any address of a real. */
typedef slm_real slm_quad_unaligned
    __attribute__((vector_size(4 * sizeof(slm_real)), aligned(sizeof(slm_real)), may_alias));

SLM_INLINE void slm_quad_copy(slm_real *to, const slm_real *from) {
    *(slm_quad_unaligned *)to = *(const slm_quad_unaligned *)from;
}

/* The 4 x 4 block whose rows begin at r0 .. r3, by columns. */
SLM_INLINE void slm_quad_columns(slm_quad column[4], const slm_real *r0, const slm_real *r1,
                                 const slm_real *r2, const slm_real *r3) {
    const slm_quad a = *(const slm_quad_unaligned *)r0, b = *(const slm_quad_unaligned *)r1;
    const slm_quad c = *(const slm_quad_unaligned *)r2, d = *(const slm_quad_unaligned *)r3;
    const slm_quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const slm_quad ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const slm_quad cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const slm_quad cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    column[0] = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    column[1] = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    column[2] = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    column[3] = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/* For a function with a hot loop. V8 cannot replace a WebAssembly function while it runs: a short
 * one ends, is compiled well, and is called again. */
#define SLM_NOINLINE __attribute__((noinline))

/* Before a loop of few rounds: clang would make vectors of it, and of each a kilobyte. */
#ifdef __clang__
#define SLM_ROLLED _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define SLM_ROLLED
#endif

#endif
