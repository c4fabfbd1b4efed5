#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Steps of k whose reals are packed for one strip after the other: the rows of the source are then
 * read along, several at a time, and each strip is written in whole cache lines. */
enum { TOGETHER = 8 };

/* Strips whose reals already lie side by side for each step of k: `steps` of the k of them. `width`
 * is a constant in all callers. */
SLM_INLINE void copy_strips(slm_real *to, const size_t width, const slm_real *from, size_t k_stride,
                            size_t rows, size_t k, size_t steps) {
    for (size_t r = 0; r < rows; r += width, to += width * k) {
        const slm_real *source = from + r;
        slm_real *group = to;
        /* Whole strips; what of a width of three is copied too much, the next step overwrites. */
        size_t q = rows - r < (width + 3) / 4 * 4 ? steps : width % 4 ? 1 : 0;
        const size_t there = rows - r < width ? rows - r : width;
        for (size_t left = steps - q; left > 0; left--, source += k_stride, group += width)
            SLM_UNROLL for (size_t v = 0; v < width; v += 4) slm_quad_copy(group + v, source + v);
        for (; q > 0; q--, source += k_stride, group += width)
            SLM_ROLLED for (size_t v = 0; v < there; v++) group[v] = source[v];
    }
}

static SLM_NOINLINE void pack_copy(slm_real *to, size_t width, const slm_real *from,
                                   size_t k_stride, size_t rows, size_t k, size_t steps) {
    if (width == SLM_STRIP_ROWS)
        copy_strips(to, SLM_STRIP_ROWS, from, k_stride, rows, k, steps);
    else if (width == SLM_TILE_COLS)
        copy_strips(to, SLM_TILE_COLS, from, k_stride, rows, k, steps);
    else
        copy_strips(to, SLM_STRIP_COLS, from, k_stride, rows, k, steps);
}

/* Four rows of k reals become k groups of four, `width` apart. With a width of three a group's
 * fourth real is overwritten by the next group. */
static SLM_NOINLINE void pack_four_rows(slm_real *to, size_t width, const slm_real *r0,
                                        const slm_real *r1, const slm_real *r2, const slm_real *r3,
                                        size_t k) {
    size_t q = 0;
    for (; q + 4 <= k; q += 4, to += 4 * width) {
        slm_quad column[4];
        slm_quad_columns(column, r0 + q, r1 + q, r2 + q, r3 + q);
        *(slm_quad_unaligned *)to = column[0];
        *(slm_quad_unaligned *)(to + width) = column[1];
        *(slm_quad_unaligned *)(to + 2 * width) = column[2];
        *(slm_quad_unaligned *)(to + 3 * width) = column[3];
    }
    SLM_ROLLED for (; q < k; q++, to += width) {
        to[0] = r0[q];
        to[1] = r1[q];
        to[2] = r2[q];
        to[3] = r3[q];
    }
}

static SLM_NOINLINE void pack_row(slm_real *to, size_t width, const slm_real *row, size_t k) {
    SLM_ROLLED for (size_t q = 0; q < k; q++, to += width) *to = row[q];
}

void slm_gemm_pack(slm_real *to, size_t width, const slm_real *from, size_t row_stride,
                   size_t k_stride, size_t extent, size_t k) {
    const size_t last = extent / width * width; /* where a strip begins that is not full */
    if (last < extent) SLM_ROLLED for (size_t i = 0; i < width * k; i++) to[last * k + i] = 0;

    if (row_stride == 1) {
        for (size_t q = 0; q < k; q += TOGETHER) {
            const size_t steps = k - q < TOGETHER ? k - q : TOGETHER;
            pack_copy(to + q * width, width, from + q * k_stride, k_stride, extent, k, steps);
        }
        return;
    }
    const size_t together = width < 4 ? width : 4;
    for (size_t r = 0, next; r < extent; r = next) {
        slm_real *group = to + r / width * width * k + r % width;
        const slm_real *r0 = from + r * row_stride, *r2 = r0 + 2 * row_stride;
        next = extent - r < together ? r + 1 : r + together;
        if (next == r + 1)
            pack_row(group, width, r0, k);
        else
            pack_four_rows(group, width, r0, r0 + row_stride, r2,
                           together == 4 ? r2 + row_stride : r2, k);
    }
}
