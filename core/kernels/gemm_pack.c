#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Strips whose reals already lie side by side for each step of k. Several strips are packed
 * together, so that a cache line of the source is used up when it is there: with rows a power of
 * two apart it would be gone before the next strip. `width` is a constant in both callers. */
SLM_INLINE void copy_strips(slm_real *to, const size_t width, const slm_real *from, size_t k_stride,
                            size_t rows, size_t k) {
    for (size_t q = 0; q < k; q++) {
        const slm_real *source = from + q * k_stride;
        slm_real *strip = to + q * width;
        size_t r = 0;
        SLM_ROLLED for (; r + width <= rows; r += width, strip += width * k) {
            SLM_UNROLL for (size_t v = 0; v < width; v += 4)
                slm_quad_copy(strip + v, source + r + v);
        }
        SLM_ROLLED for (; r < rows; r++, strip++) *strip = source[r];
    }
}

static SLM_NOINLINE void pack_copy(slm_real *to, size_t width, const slm_real *from,
                                   size_t k_stride, size_t rows, size_t k) {
    if (width == SLM_TILE_ROWS)
        copy_strips(to, SLM_TILE_ROWS, from, k_stride, rows, k);
    else
        copy_strips(to, SLM_TILE_COLS, from, k_stride, rows, k);
}

/* Four rows of k reals become k groups of four, `width` apart. */
static SLM_NOINLINE void pack_four_rows(slm_real *to, size_t width, const slm_real *r0,
                                        size_t stride, size_t k) {
    const slm_real *r1 = r0 + stride, *r2 = r1 + stride, *r3 = r2 + stride;
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
        const size_t line = 64 / sizeof(slm_real), together = width < line ? line : width;
        for (size_t r = 0; r < extent; r += together) {
            const size_t rows = extent - r < together ? extent - r : together;
            pack_copy(to + r * k, width, from + r, k_stride, rows, k);
        }
        return;
    }
    for (size_t r = 0, next; r < extent; r = next) {
        slm_real *group = to + r / width * width * k + r % width;
        const slm_real *rows = from + r * row_stride;
        next = extent - r < 4 ? r + 1 : r + 4;
        if (next == r + 4)
            pack_four_rows(group, width, rows, row_stride, k);
        else
            pack_row(group, width, rows, k);
    }
}
