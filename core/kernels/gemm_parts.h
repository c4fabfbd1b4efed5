/* The parts gemm.c is made of; nobody else includes this. All follow the rule of gemm.h: ascending
 * k, one accumulator an element, product and sum rounded each. */
#ifndef SLM_KERNELS_GEMM_PARTS_H
#define SLM_KERNELS_GEMM_PARTS_H

#include "kernels/vec.h"

#include <stdbool.h>

/* Rows and columns of the tile of C that lives in registers: 4 rows of two registers. Of 16
 * registers, 8 hold sums, 2 a row of B, 1 a real of A in every lane, 1 a product. Larger tiles
 * load less for each sum, but V8 spills them (see docs/benchmarks.md). */
enum { SLM_TILE_ROWS = 4, SLM_TILE_COLS = 2 * SLM_REG_LANES };

/* What becomes of the sums of a tile. */
typedef enum {
    SLM_TILE_WRITE, /* C = sum */
    SLM_TILE_ADD,   /* C = C + sum */
    SLM_TILE_CARRY  /* C holds the sum up to here, which goes on */
} slm_tile_store;

/* Where the operands of a tile lie. Of A: in each of k steps, `a_step` apart, one real for each of
 * `a_rows` (1 to 4) rows, `a_row` apart. Of B: in each step, `b_step` apart, 1 or 2 registers. */
typedef struct {
    const slm_real *a, *b;
    size_t a_row, a_rows, a_step, b_step, k;
    int b_regs;
} slm_tile_operands;

/* Computes a tile, and of it puts `rows` rows and the columns skip to cols - 1 to C, whose first
 * such element is c[0]. Fastest for four rows with a_row = 1 and for a tile stored whole. */
void slm_gemm_tile(const slm_tile_operands *x, size_t rows, size_t skip, size_t cols, slm_real *c,
                   size_t ldc, slm_tile_store store);

/* Packs `extent` rows of a matrix in strips of `width` rows (a multiple of 4), the k reals of the
 * rows of a strip interleaved: to[strip][q][r]. The last strip is filled with zeros. Element
 * (r, q) is from[r * row_stride + q * k_stride]; one of the strides is 1. */
void slm_gemm_pack(slm_real *to, size_t width, const slm_real *from, size_t row_stride,
                   size_t k_stride, size_t extent, size_t k);

/* A vector times a matrix, y[j] = sum over q of x[q] M[q][j]: n results of k products. M[q][j] is
 * matrix[q * ld + j], or if transposed matrix[j * ld + q]. */
typedef struct {
    const slm_real *x, *matrix;
    size_t n, k, x_stride, ld;
    bool transposed;
} slm_thin_product;

void slm_gemm_thin(const slm_thin_product *p, slm_real *y, size_t y_stride, bool accumulate);

#endif
