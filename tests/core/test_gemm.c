/* The fast matrix product against the three plain loops, bit for bit, over shapes on both sides of
 * every tile and block; the plain loops against sums in long double. */
#include "check.h"
#include "kernels/gemm.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>

static uint64_t random_state;

static uint32_t random_bits(void) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 32);
}

static size_t random_below(size_t n) { return (size_t)random_bits() % n; }

/* Uniform in [-1, 1). */
static slm_real random_real(void) { return (slm_real)((double)random_bits() / 2147483648.0 - 1.0); }

static slm_real special_real(void) {
    const slm_real values[] = {SLM_REAL(0.0), SLM_REAL(-0.0), (slm_real)INFINITY,
                               (slm_real)-INFINITY, (slm_real)NAN};
    return values[random_below(sizeof values / sizeof values[0])];
}

/* What no product writes; a NaN of its own bits, so that it also poisons what reads it. */
static slm_real canary(void) {
    slm_real x;
    memset(&x, 0xfd, sizeof x);
    return x;
}

static const slm_real epsilon =
    sizeof(slm_real) == 4 ? (slm_real)FLT_EPSILON : (slm_real)DBL_EPSILON;

/* True in the opt-in build in which the compiler may fuse: there two loops need not have the same
 * bits. (1 + e)^2 rounds to 1 + 2e, and only a fused product still holds the e^2. */
static bool multiplies_and_adds_fused(void) {
    volatile slm_real x = 1 + epsilon, y = -1 - 2 * epsilon;
    return x * x + y != 0;
}

/* NaN of any sign and payload equal each other; all else only its own bits, but for fused sums of
 * k products of at most 1 and a value of at most 1. */
static bool same(slm_real a, slm_real b, size_t k) {
    if (a != a || b != b) return a != a && b != b;
    if (memcmp(&a, &b, sizeof a) == 0) return true;
    const double apart = fabs((double)a - (double)b), sum = (double)k + 1;
    return multiplies_and_adds_fused() && apart <= (double)epsilon * sum * sum;
}

static bool is_canary(slm_real x) {
    const slm_real c = canary();
    return memcmp(&x, &c, sizeof x) == 0;
}

typedef struct {
    slm_gemm_case transposes;
    size_t m, n, k;
    bool accumulate;
    size_t specials; /* one value in so many is an infinity, a NaN or a zero; 0: none */
} problem;

typedef struct {
    size_t rows, cols, ld, size; /* of the array, in reals */
    slm_real *at;
} matrix;

static slm_real *new_reals(size_t count) {
    slm_real *x = malloc((count > 0 ? count : 1) * sizeof *x);
    if (!CHECK(x != NULL)) exit(1);
    for (size_t i = 0; i < count; i++) x[i] = canary();
    return x;
}

/* Ends with the last element of the last row and `behind` canaries: without them the address
 * sanitizer sees what reads too far. */
static matrix new_matrix(size_t rows, size_t cols, size_t specials, size_t behind) {
    matrix x = {rows, cols, cols + random_below(3) * random_below(10), behind, NULL};
    if (rows > 0 && cols > 0) x.size += (rows - 1) * x.ld + cols;
    x.at = new_reals(x.size);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < cols; j++) {
            const bool special = specials > 0 && random_below(specials) == 0;
            x.at[i * x.ld + j] = special ? special_real() : random_real();
        }
    }
    return x;
}

static matrix copy_of(const matrix *x) {
    matrix y = *x;
    y.at = new_reals(x->size);
    memcpy(y.at, x->at, x->size * sizeof *y.at);
    return y;
}

static bool is_a_transposed(const problem *p) {
    return p->transposes == SLM_GEMM_TN || p->transposes == SLM_GEMM_TT;
}

static bool is_b_transposed(const problem *p) {
    return p->transposes == SLM_GEMM_NT || p->transposes == SLM_GEMM_TT;
}

/* Fast and plain, from the same C; workspace and the gaps between the rows of C are watched. */
static void check_against_naive(const problem *p) {
    static const char *const names[] = {"NN", "NT", "TN", "TT"};
    char title[120];
    snprintf(title, sizeof title, "%s %zux%zux%zu%s, one special in %zu", names[p->transposes],
             p->m, p->n, p->k, p->accumulate ? " accumulated" : "", p->specials);
    TEST(title);

    const bool ta = is_a_transposed(p), tb = is_b_transposed(p);
    matrix a = new_matrix(ta ? p->k : p->m, ta ? p->m : p->k, p->specials, 0);
    matrix b = new_matrix(tb ? p->n : p->k, tb ? p->k : p->n, p->specials, 0);
    matrix plain = new_matrix(p->m, p->n, p->specials, 1), fast = copy_of(&plain);
    const slm_gemm_plan plan =
        slm_gemm_plan_of(p->transposes, p->m, p->n, p->k, a.ld, b.ld, fast.ld);
    const size_t scratch = plan.workspace;
    const size_t guard = 61; /* odd: no alignment beyond a real's is asked for */
    slm_real *workspace = new_reals(scratch + 2 * guard);

    slm_gemm_naive(p->transposes, p->m, p->n, p->k, a.at, a.ld, b.at, b.ld, plain.at, plain.ld,
                   p->accumulate);
    slm_gemm(&plan, a.at, b.at, fast.at, p->accumulate, scratch > 0 ? workspace + guard : NULL);

    size_t different = 0, overrun = 0, gap_written = 0;
    for (size_t i = 0; i < plain.size; i++) {
        const bool gap = i == plain.size - 1 || i % plain.ld >= plain.cols;
        if (gap)
            gap_written += is_canary(fast.at[i]) ? 0 : 1;
        else
            different += same(plain.at[i], fast.at[i], p->k) ? 0 : 1;
    }
    for (size_t i = 0; i < guard; i++) {
        if (!is_canary(workspace[i]) || !is_canary(workspace[guard + scratch + i])) overrun++;
    }
    CHECK_INT(different, 0);
    CHECK_INT(gap_written, 0);
    CHECK_INT(overrun, 0);

    free(a.at);
    free(b.at);
    free(plain.at);
    free(fast.at);
    free(workspace);
}

static void check_all_cases(size_t m, size_t n, size_t k, size_t specials) {
    for (int i = 0; i < 8; i++) {
        const problem p = {(slm_gemm_case)(i / 2), m, n, k, i % 2 == 1, specials};
        check_against_naive(&p);
    }
}

static void small_shapes(void) {
    for (int i = 0; i < 600; i++) {
        const size_t specials = (size_t[]){0, 0, 7, 100}[random_below(4)];
        check_all_cases(random_below(41), random_below(41), random_below(41), specials);
    }
}

/* Every remainder of a tile at once, with the thin shapes. */
static void remainders(void) {
    for (size_t m = 1; m <= 9; m++)
        for (size_t n = 1; n <= 18; n++) check_all_cases(m, n, 5 + random_below(3), 0);
    /* Of the strips of packed A and B, which want more columns. */
    for (size_t m = 4; m <= 10; m++) {
        for (size_t n = 48; n <= 61; n++) {
            check_all_cases(m, n, 5 + random_below(13), 0);
            check_all_cases(m, n, 90 + random_below(4), 0);
        }
    }
}

static void blocks(void) {
    static const size_t shapes[][3] = {
        {128, 128, 128}, {64, 128, 784},  {130, 70, 300}, {257, 60, 513}, {5, 530, 260},
        {1, 300, 530},   {300, 1, 530},   {2, 1100, 40},  {1100, 3, 40},  {9, 47, 1000},
        {9, 48, 256},    {9, 48, 257},    {1, 20, 513},   {20, 2, 600},   {6, 12, 700},
        {140, 1030, 10}, {10, 16, 16},    {256, 16, 16},  {40, 40, 1030}, {129, 513, 260},
        {133, 289, 289}, {131, 300, 577}, {9, 48, 289}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        check_all_cases(shapes[i][0], shapes[i][1], shapes[i][2], 0);
        check_all_cases(shapes[i][0], shapes[i][1], shapes[i][2], 5000);
    }
}

/* More than one group of blocks of k. */
static void groups(void) {
    static const size_t shapes[][2] = {{1, 1}, {1, 6}, {6, 1}, {5, 9}, {4, 48}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        check_all_cases(shapes[i][0], shapes[i][1], SLM_GEMM_GROUP + 300, 5000000);
}

/* Error of a sum of k rounded products: at most k roundings of the sum of the magnitudes. */
static void naive_against_long_double(void) {
    TEST("the plain loops against long double");
    for (int round = 0; round < 200; round++) {
        const problem p = {(slm_gemm_case)random_below(4), 1 + random_below(20),
                           1 + random_below(20),           random_below(60),
                           random_below(2) == 1,           0};
        const bool ta = is_a_transposed(&p), tb = is_b_transposed(&p);
        matrix a = new_matrix(ta ? p.k : p.m, ta ? p.m : p.k, 0, 0);
        matrix b = new_matrix(tb ? p.n : p.k, tb ? p.k : p.n, 0, 0);
        matrix c = new_matrix(p.m, p.n, 0, 0), before = copy_of(&c);
        slm_gemm_naive(p.transposes, p.m, p.n, p.k, a.at, a.ld, b.at, b.ld, c.at, c.ld,
                       p.accumulate);
        for (size_t i = 0; i < p.m; i++) {
            for (size_t j = 0; j < p.n; j++) {
                long double sum = 0, magnitude = 0;
                for (size_t q = 0; q < p.k; q++) {
                    const slm_real x = ta ? a.at[q * a.ld + i] : a.at[i * a.ld + q];
                    const slm_real y = tb ? b.at[j * b.ld + q] : b.at[q * b.ld + j];
                    const long double product = (long double)x * (long double)y;
                    sum += product;
                    magnitude += product < 0 ? -product : product;
                }
                if (p.accumulate) {
                    sum += (long double)before.at[i * c.ld + j];
                    magnitude += 1;
                }
                CHECK_NEAR(c.at[i * c.ld + j], sum,
                           (double)epsilon * (double)(p.k + 1) * (double)magnitude);
            }
        }
        free(a.at);
        free(b.at);
        free(c.at);
        free(before.at);
    }
}

/* The sum starts from +0: a product of nothing but -0 is +0, and an empty sum turns -0 into 0. */
static void zeros(void) {
    TEST("signed zeros and empty sums");
    const slm_real minus = SLM_REAL(-0.0), one[6] = {1, 1, 1, 1, 1, 1};
    const slm_real minuses[6] = {minus, minus, minus, minus, minus, minus};
    slm_real c[36], workspace[4096];
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        for (size_t k = 0; k < 2; k++) {
            for (size_t i = 0; i < 36; i++) c[i] = minus;
            const slm_gemm_plan plan = slm_gemm_plan_of(SLM_GEMM_NN, 6, 6, k, 1, 6, 6);
            CHECK(plan.workspace <= 4096);
            slm_gemm(&plan, one, minuses, c, accumulate == 1, workspace);
            for (size_t i = 0; i < 36; i++) CHECK(same(c[i], 0, 0));
        }
    }
}

static size_t workspace_of(int transposes, size_t m, size_t n, size_t k) {
    return slm_gemm_plan_of((slm_gemm_case)transposes, m, n, k, 1, 1, 1).workspace;
}

static void workspace_is_bounded(void) {
    TEST("the workspace does not grow with the product");
    const size_t huge = (size_t)1 << 30;
    for (int i = 0; i < 4; i++) {
        CHECK(workspace_of(i, huge, huge, huge) <= (size_t)1 << 18);
        CHECK_INT(workspace_of(i, 0, huge, huge), 0);
        CHECK_INT(workspace_of(i, huge, huge, 0), 0);
    }
}

int main(void) {
    random_state = 20240117;
    small_shapes();
    remainders();
    blocks();
    groups();
    naive_against_long_double();
    zeros();
    workspace_is_bounded();
    return check_report("test_gemm");
}
