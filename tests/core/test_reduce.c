/* Reductions against their naive twins over random shapes and axes, and the order of a row's sum,
 * which is part of the result. */
#include "check.h"

#include "kernels/reduce.h"
#include "random_plans.h"

static slm_real x[PLAN_ELEMENTS], y[PLAN_ELEMENTS], wanted[PLAN_ELEMENTS];

/* The sum of x[0], x[stride] ... by its definition: blocks of 32, each from its first number to its
 * last; the first half of the blocks, a power of two of them, is added to the rest. */
static slm_real sum_by_blocks(const slm_real *v, size_t n, size_t stride) {
    if (n <= 32) {
        slm_real sum = 0;
        for (size_t j = 0; j < n; j++) sum += v[j * stride];
        return sum;
    }
    size_t half = 32;
    while (2 * half < n) half *= 2;
    return sum_by_blocks(v, half, stride) + sum_by_blocks(v + half * stride, n - half, stride);
}

/* A row's: lane i adds up the elements i, i + 16, ...; then lane i takes lane i + 8, i + 4, i + 2,
 * i + 1. Lanes that have one element fewer end with a zero. */
static slm_real sum_by_lanes(const slm_real *row, size_t n) {
    static slm_real padded[PLAN_ELEMENTS + 16];
    slm_real lane[16];
    memcpy(padded, row, n * sizeof *row);
    memset(padded + n, 0, 16 * sizeof *row);
    for (size_t i = 0; i < 16; i++) lane[i] = sum_by_blocks(padded + i, (n + 15) / 16, 16);
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++) lane[i] += lane[i + half];
    return lane[0];
}

static slm_real draw(slm_rng *rng) {
    return (slm_real)(slm_rng_uniform(rng) * 2 - 1) * (slm_rng_below(rng, 5) ? 1 : 1000);
}

static void rows(void) {
    slm_rng rng = slm_rng_seeded(4);
    TEST("the order of a row's sum");
    for (size_t n = 0; n <= PLAN_ELEMENTS; n += n < 200 ? 1 : 1 + n / 7) {
        for (size_t j = 0; j < n; j++) x[j] = draw(&rng);
        slm_real sum = slm_sum_row(x, n), same = sum_by_lanes(x, n);
        CHECK(!memcmp(&sum, &same, sizeof sum));
        for (size_t more = 1; more <= 16 && n + 700 * more <= PLAN_ELEMENTS; more *= 2) {
            memset(x + n, 0, 700 * more * sizeof *x);
            sum = slm_sum_row(x, n + 700 * more);
            CHECK(!memcmp(&sum, &same, sizeof sum)); /* zeros behind it change nothing */
        }
    }
    TEST("the order of a column's sum");
    for (size_t n = 1; n <= 40; n++) {
        const size_t rows = PLAN_ELEMENTS / n;
        for (size_t j = 0; j < rows * n; j++) x[j] = draw(&rng);
        for (size_t r = 0; r <= rows; r += r < 70 ? 1 : 1 + r / 2) {
            slm_sum_columns(y, x, r, n);
            for (size_t j = 0; j < n; j++) wanted[j] = sum_by_blocks(x + j, r, n);
            CHECK(!memcmp(y, wanted, n * sizeof *y));
        }
    }
    TEST("a sum does not read past its end");
    for (size_t n = 1; n < 40; n++) {
        for (size_t j = 0; j < n; j++) x[j] = 1;
        for (size_t j = n; j < 64; j++) x[j] = SLM_NAN;
        CHECK_NEAR(slm_sum_row(x, n), (double)n, 0);
    }
    TEST("the largest of a row");
    for (size_t n = 1; n <= 100; n++) {
        slm_real most = -SLM_INFINITY;
        for (size_t j = 0; j < n; j++) {
            x[j] = draw(&rng);
            if (x[j] > most) most = x[j];
        }
        CHECK_NEAR(slm_max_row(x, n), most, 0);
        x[slm_rng_below(&rng, n)] = SLM_NAN;
        CHECK(isnan(slm_max_row(x, n)));
    }
    x[0] = x[1] = -SLM_INFINITY;
    CHECK(slm_max_row(x, 2) == -SLM_INFINITY);
}

static void random_axes(void) {
    slm_rng rng = slm_rng_seeded(5);
    const double eps = sizeof(slm_real) == 4 ? 6e-8 : 1.2e-16;
    for (int i = 0; i < 3000; i++) {
        slm_shape full = random_shape(&rng), kept = random_stretched(&rng, &full);
        const size_t count = shape_count(&full), out = shape_count(&kept);
        ptrdiff_t stride[SLM_MAX_RANK];
        slm_shape_strides(stride, &kept, &full);
        slm_walk_plan plan;
        slm_walk_make(&plan, &full, stride, NULL);
        double size = 0;
        for (size_t j = 0; j < count; j++) {
            x[j] = draw(&rng);
            size += fabs((double)x[j]);
        }

        TEST("sum");
        for (size_t j = 0; j < out; j++) y[j] = SLM_NAN; /* what is there must not matter */
        slm_reduce_sum(&plan, y, out, x);
        slm_reduce_sum_naive(&plan, wanted, out, x);
        for (size_t j = 0; j < out; j++) CHECK_NEAR(y[j], wanted[j], 8 * eps * size);

        TEST("max");
        for (size_t j = 0; j < out; j++) y[j] = SLM_NAN, wanted[j] = -SLM_INFINITY;
        slm_reduce_max(&plan, y, out, x);
        for (size_t j = 0; j < count; j++) {
            ptrdiff_t to = offset_of(&full, stride, j);
            if (x[j] > wanted[to]) wanted[to] = x[j];
        }
        for (size_t j = 0; j < out; j++) CHECK_NEAR(y[j], wanted[j], 0);

        TEST("gather and scatter");
        for (size_t j = 0; j < out; j++) y[j] = draw(&rng);
        slm_walk_gather(&plan, x, y);
        bool well = true;
        for (size_t j = 0; j < count; j++) well = well && x[j] == y[offset_of(&full, stride, j)];
        CHECK(well);
        memset(wanted, 0, out * sizeof *wanted);
        slm_walk_scatter(&plan, wanted, x);
        CHECK(!memcmp(wanted, y, count ? out * sizeof *y : 0));
    }
}

int main(void) {
    rows();
    random_axes();
    return check_report("test_reduce");
}
