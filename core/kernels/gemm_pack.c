#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Strips whose reals already lie side by side for each step of k. */
static void pack_copy(slm_real *to, size_t width, const slm_real *from, size_t k_stride,
                      size_t rows, size_t k) {
    for (size_t q = 0; q < k; q++, to += width) {
        const slm_real *source = from + q * k_stride;
        size_t r = 0;
        for (; r + 4 <= rows; r += 4) slm_quad_copy(to + r, source + r);
        for (; r < rows; r++) to[r] = source[r];
        for (; r < width; r++) to[r] = 0;
    }
}

/* Four rows of k reals become k groups of four, `width` apart. */
static void pack_four_rows(slm_real *to, size_t width, const slm_real *r0, size_t stride,
                           size_t k) {
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
    for (; q < k; q++, to += width) {
        to[0] = r0[q];
        to[1] = r1[q];
        to[2] = r2[q];
        to[3] = r3[q];
    }
}

static void pack_turn(slm_real *to, size_t width, const slm_real *from, size_t row_stride,
                      size_t rows, size_t k) {
    size_t r = 0;
    for (; r + 4 <= rows; r += 4)
        pack_four_rows(to + r, width, from + r * row_stride, row_stride, k);
    for (; r < width; r++) {
        const slm_real *source = from + r * row_stride;
        for (size_t q = 0; q < k; q++) to[q * width + r] = r < rows ? source[q] : 0;
    }
}

void slm_gemm_pack(slm_real *to, size_t width, const slm_real *from, size_t row_stride,
                   size_t k_stride, size_t extent, size_t k) {
    for (size_t r = 0; r < extent; r += width, to += width * k) {
        const size_t rows = extent - r < width ? extent - r : width;
        if (row_stride == 1)
            pack_copy(to, width, from + r, k_stride, rows, k);
        else
            pack_turn(to, width, from + r * row_stride, row_stride, rows, k);
    }
}
