/* The matrix product by blocks: which operand is packed, in what order the blocks come, and how a
 * sum over a long k goes on from one block to the next. */
#include "kernels/gemm.h"
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Blocks of m, n and k. A packed strip of B (BLOCK_K x 8 floats in wasm: 8 KB) stays in the first
 * level cache, a packed block of A (BLOCK_M x BLOCK_K) in the second. */
enum { BLOCK_M = 128, BLOCK_N = 256, BLOCK_K = 256 };

/* Below this many columns packing A costs more than it gains. */
enum { PACK_A_COLUMNS = 48 };

/* B is read where it lies when few rows of A use it, or all of it fits the first level cache. */
enum { DIRECT_B_ROWS = 8, DIRECT_B_REALS = 16384 / sizeof(slm_real) };

/* A matrix or its transpose: element (i, j) is at[i * row + j * col]; one stride is 1. */
typedef struct {
    const slm_real *at;
    size_t row, col;
} view;

typedef struct {
    view a, b; /* op(A), op(B) */
    size_t m, n, k;
    slm_real *packed_a, *packed_b; /* NULL: read where it lies */
} product;

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

static view view_of(const slm_real *x, size_t ld, bool transposed) {
    return transposed ? (view){x, 1, ld} : (view){x, ld, 1};
}

static const slm_real *view_at(const view *v, size_t i, size_t j) {
    return v->at + i * v->row + j * v->col;
}

static bool is_a_transposed(slm_gemm_case t) { return t == SLM_GEMM_TN || t == SLM_GEMM_TT; }

static bool is_b_transposed(slm_gemm_case t) { return t == SLM_GEMM_NT || t == SLM_GEMM_TT; }

/* Products of so few rows or columns that tiles would stay mostly empty, or that B would be packed
 * for few rows; and those of no sum at all. */
static bool is_thin(bool b_transposed, size_t m, size_t n, size_t k) {
    return k == 0 || m <= 1 || n < SLM_TILE_ROWS || (m < SLM_TILE_ROWS && b_transposed);
}

static bool packs_a(size_t n) { return n >= PACK_A_COLUMNS; }

static bool packs_b(bool transposed, size_t m, size_t n, size_t k) {
    if (transposed || n < SLM_REG_LANES) return true;
    return m > DIRECT_B_ROWS && k > DIRECT_B_REALS / n;
}

/* Scratch in reals, in the order in which it lies in the workspace: packed B first, a multiple of
 * a tile's columns, which leaves A as well aligned. */
typedef struct {
    size_t b, a, partial;
} scratch;

static scratch scratch_of(bool b_transposed, size_t m, size_t n, size_t k) {
    scratch s = {0, 0, 0};
    if (is_thin(b_transposed, m, n, k)) return s;
    const size_t depth = least(k, BLOCK_K);
    if (packs_b(b_transposed, m, n, k)) s.b = round_up(least(n, BLOCK_N), SLM_TILE_COLS) * depth;
    if (packs_a(n)) s.a = round_up(least(m, BLOCK_M), SLM_TILE_ROWS) * depth;
    if ((s.a > 0 || s.b > 0) && k > BLOCK_K) s.partial = least(m, BLOCK_M) * least(n, BLOCK_N);
    return s;
}

/* Each row of a product of few rows, or each column of one of few columns, by itself. */
static void thin_product(const product *p, slm_real *c, size_t ldc, bool accumulate) {
    const bool by_rows = p->m < SLM_TILE_ROWS && p->m <= p->n;
    const view x = by_rows ? p->a : (view){p->b.at, p->b.col, p->b.row};
    const view matrix = by_rows ? p->b : (view){p->a.at, p->a.col, p->a.row};
    slm_thin_product thin = {
        .matrix = matrix.at,
        .n = by_rows ? p->n : p->m,
        .k = p->k,
        .x_stride = x.col,
        .ld = matrix.col == 1 ? matrix.row : matrix.col,
        .transposed = matrix.col != 1,
        .y_stride = by_rows ? 1 : ldc,
        .accumulate = accumulate,
    };
    for (size_t i = 0; i < (by_rows ? p->m : p->n); i++) {
        thin.x = x.at + i * x.row;
        thin.y = by_rows ? c + i * ldc : c + i;
        slm_gemm_thin(&thin);
    }
}

/* The block of C whose first element is c[0]: `rows` rows from row i of op(A), `cols` columns from
 * column j of op(B), `depth` steps of k from step q. What is packed is packed from there. */
static void block_product(const product *p, size_t i, size_t rows, size_t j, size_t cols, size_t q,
                          size_t depth, slm_real *c, size_t ldc, slm_tile_store store) {
    slm_tile_panel panel = {.k = depth, .ldc = ldc, .rows = rows, .store = store};
    if (p->packed_a) {
        panel.a = p->packed_a;
        panel.a_row = 1;
        panel.a_step = SLM_TILE_ROWS;
        panel.a_strip = SLM_TILE_ROWS * depth;
        panel.a_padded = true;
    } else {
        panel.a = view_at(&p->a, i, q);
        panel.a_row = p->a.row;
        panel.a_step = p->a.col;
        panel.a_strip = SLM_TILE_ROWS * p->a.row;
    }
    panel.b_step = p->packed_b ? SLM_TILE_COLS : p->b.row;
    for (size_t v = 0; v < cols; v += panel.cols - panel.skip) {
        const size_t left = cols - v;
        panel.regs = left > SLM_REG_LANES ? 2 : 1;
        panel.cols = least(left, SLM_TILE_COLS);
        panel.skip = 0;
        if (p->packed_b) {
            panel.b = p->packed_b + v * depth;
        } else {
            /* Nothing behind a row of B may be read: a last register that is not full begins
             * earlier, and computes some columns over again. */
            if (left < SLM_TILE_COLS) {
                panel.regs = 1;
                panel.cols = SLM_REG_LANES;
                if (left < SLM_REG_LANES) panel.skip = SLM_REG_LANES - left;
            }
            panel.b = view_at(&p->b, q, j + v - panel.skip);
        }
        panel.c = c + v;
        slm_gemm_panel(&panel);
    }
}

/* A product so small that nothing is blocked, and of A nothing packed: what surrounds the tiles
 * would cost as much as they do. Its columns fill their registers. */
static bool is_small(bool b_transposed, size_t m, size_t n, size_t k) {
    if (n % SLM_REG_LANES != 0 || packs_a(n) || k > BLOCK_K) return false;
    return b_transposed ? n % SLM_TILE_COLS == 0 : !packs_b(false, m, n, k);
}

static void small_product(const product *p, slm_real *c, size_t ldc, slm_tile_store store) {
    slm_tile_panel panel = {.a = p->a.at,
                            .a_row = p->a.row,
                            .a_step = p->a.col,
                            .a_strip = SLM_TILE_ROWS * p->a.row,
                            .b = p->b.at,
                            .b_step = p->b.row,
                            .k = p->k,
                            .c = c,
                            .ldc = ldc,
                            .rows = p->m,
                            .regs = 2,
                            .cols = SLM_TILE_COLS,
                            .store = store};
    size_t b_panel = SLM_TILE_COLS;
    if (p->packed_b) {
        slm_gemm_pack(p->packed_b, SLM_TILE_COLS, p->b.at, p->b.col, p->b.row, p->n, p->k);
        panel.b = p->packed_b;
        panel.b_step = SLM_TILE_COLS;
        b_panel = SLM_TILE_COLS * p->k;
    }
    size_t v = 0;
    for (; v + SLM_TILE_COLS <= p->n; v += SLM_TILE_COLS) {
        slm_gemm_panel(&panel);
        panel.b += b_panel;
        panel.c += SLM_TILE_COLS;
    }
    if (v < p->n) {
        panel.regs = 1;
        panel.cols = SLM_REG_LANES;
        slm_gemm_panel(&panel);
    }
}

/* Rows i to i + m - 1 and columns j to j + n - 1 of the product, in C from c[0]. */
static void blocked_product(const product *p, size_t i, size_t m, size_t j, size_t n, slm_real *c,
                            size_t ldc, slm_tile_store first) {
    const size_t block_m = p->packed_a ? BLOCK_M : m;
    const size_t block_n = p->packed_b ? BLOCK_N : n;
    const size_t block_k = p->packed_a || p->packed_b ? BLOCK_K : p->k;
    for (size_t v = 0; v < n; v += block_n) {
        const size_t cols = least(n - v, block_n);
        for (size_t q = 0; q < p->k; q += block_k) {
            const size_t depth = least(p->k - q, block_k);
            if (p->packed_b) {
                slm_gemm_pack(p->packed_b, SLM_TILE_COLS, view_at(&p->b, q, j + v), p->b.col,
                              p->b.row, cols, depth);
            }
            for (size_t u = 0; u < m; u += block_m) {
                const size_t rows = least(m - u, block_m);
                if (p->packed_a) {
                    slm_gemm_pack(p->packed_a, SLM_TILE_ROWS, view_at(&p->a, i + u, q), p->a.row,
                                  p->a.col, rows, depth);
                }
                block_product(p, i + u, rows, j + v, cols, q, depth, c + u * ldc + v, ldc,
                              q == 0 ? first : SLM_TILE_CARRY);
            }
        }
    }
}

/* C = C + the product of more than one block of k: C cannot hold the sum on its way, so block after
 * block is summed in the workspace and then added. */
static void accumulate_by_parts(const product *p, slm_real *c, size_t ldc, slm_real *partial) {
    for (size_t j = 0; j < p->n; j += BLOCK_N) {
        const size_t cols = least(p->n - j, BLOCK_N);
        for (size_t i = 0; i < p->m; i += BLOCK_M) {
            const size_t rows = least(p->m - i, BLOCK_M);
            blocked_product(p, i, rows, j, cols, partial, cols, SLM_TILE_WRITE);
            for (size_t u = 0; u < rows; u++) {
                slm_real *to = c + (i + u) * ldc + j;
                const slm_real *sum = partial + u * cols;
                SLM_ROLLED for (size_t v = 0; v < cols; v++) to[v] = to[v] + sum[v];
            }
        }
    }
}

size_t slm_gemm_workspace(slm_gemm_case transposes, size_t m, size_t n, size_t k) {
    const scratch s = scratch_of(is_b_transposed(transposes), m, n, k);
    return s.b + s.a + s.partial;
}

void slm_gemm(slm_gemm_case transposes, size_t m, size_t n, size_t k, const slm_real *a, size_t lda,
              const slm_real *b, size_t ldb, slm_real *c, size_t ldc, bool accumulate,
              slm_real *workspace) {
    const bool b_transposed = is_b_transposed(transposes);
    const slm_tile_store first = accumulate ? SLM_TILE_ADD : SLM_TILE_WRITE;
    product p = {
        .a = view_of(a, lda, is_a_transposed(transposes)),
        .b = view_of(b, ldb, b_transposed),
        .m = m,
        .n = n,
        .k = k,
    };
    if (is_thin(b_transposed, m, n, k)) {
        thin_product(&p, c, ldc, accumulate);
        return;
    }
    if (is_small(b_transposed, m, n, k)) {
        p.packed_b = b_transposed ? workspace : NULL;
        small_product(&p, c, ldc, first);
        return;
    }
    const scratch s = scratch_of(b_transposed, m, n, k);
    p.packed_b = s.b > 0 ? workspace : NULL;
    p.packed_a = s.a > 0 ? workspace + s.b : NULL;
    if (accumulate && s.partial > 0)
        accumulate_by_parts(&p, c, ldc, workspace + s.b + s.a);
    else
        blocked_product(&p, 0, m, 0, n, c, ldc, first);
}
