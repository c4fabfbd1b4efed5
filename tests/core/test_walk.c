/* The loop nest: over random shapes, two strided operands are visited in memory order of the
 * contiguous side, every element once; and axes merge where they can. */
#include "check.h"

#include "random_plans.h"

static void check_walk(const slm_shape *full, const ptrdiff_t *first, const ptrdiff_t *second) {
    slm_walk_plan plan;
    slm_walk_make(&plan, full, first, second);
    size_t next = 0, count = shape_count(full);
    bool well = true;
    for (slm_walk w = slm_walk_begin(&plan); slm_walk_next(&w);) {
        well = well && w.full == next;
        for (size_t j = 0; j < plan.length && well; j++, next++) {
            well = next < count &&
                   w.at[0] + plan.inner[0] * (ptrdiff_t)j == offset_of(full, first, next) &&
                   (!second ||
                    w.at[1] + plan.inner[1] * (ptrdiff_t)j == offset_of(full, second, next));
        }
    }
    CHECK(well);
    CHECK_INT(next, count);
}

static void random_walks(void) {
    slm_rng rng = slm_rng_seeded(1);
    for (int i = 0; i < 4000; i++) {
        slm_shape full = random_shape(&rng);
        slm_shape a = random_stretched(&rng, &full), b = random_stretched(&rng, &full);
        ptrdiff_t sa[SLM_MAX_RANK], sb[SLM_MAX_RANK];
        slm_shape_strides(sa, &a, &full);
        slm_shape_strides(sb, &b, &full);
        TEST("broadcast operands");
        check_walk(&full, sa, sb);
        check_walk(&full, sa, NULL);

        TEST("permuted axes");
        slm_shape moved = full;
        ptrdiff_t own[SLM_MAX_RANK], stride[SLM_MAX_RANK];
        slm_shape_strides(own, &full, &full);
        memcpy(stride, own, sizeof own);
        for (int k = full.rank - 1; k > 0; k--) {
            size_t other = slm_rng_below(&rng, (size_t)k + 1);
            size_t dim = moved.dim[k];
            ptrdiff_t s = stride[k];
            moved.dim[k] = moved.dim[other], stride[k] = stride[other];
            moved.dim[other] = dim, stride[other] = s;
        }
        check_walk(&moved, stride, NULL);

        TEST("backwards");
        for (int k = 0; k < full.rank; k++) own[k] = -own[k];
        check_walk(&full, own, sa);
    }
}

static void merging(void) {
    slm_walk_plan p;
    ptrdiff_t dense[] = {12, 4, 1}, row[] = {0, 0, 1}, column[] = {3, 1, 0};
    slm_shape s = {3, {2, 3, 4}};
    TEST("equal shapes are one row");
    slm_walk_make(&p, &s, dense, dense);
    CHECK(p.rows == 1 && p.length == 24 && p.rank == 0 && p.inner[0] == 1 && p.inner[1] == 1);
    TEST("a bias is a row repeated");
    slm_walk_make(&p, &s, dense, row);
    CHECK(p.rows == 6 && p.length == 4 && p.rank == 1 && p.inner[1] == 1);
    TEST("a column stands still along the row");
    slm_walk_make(&p, &s, dense, column);
    CHECK(p.rows == 6 && p.length == 4 && p.rank == 1 && p.inner[1] == 0);
    TEST("a scalar");
    slm_walk_make(&p, &(slm_shape){0}, NULL, NULL);
    CHECK(p.rows == 1 && p.length == 1 && p.rank == 0);
    TEST("extents of 1 vanish");
    slm_walk_make(&p, &(slm_shape){5, {1, 2, 1, 3, 1}}, (ptrdiff_t[]){0, 3, 0, 1, 0}, NULL);
    CHECK(p.rows == 1 && p.length == 6 && p.rank == 0);
    TEST("nothing to walk over");
    slm_walk_make(&p, &(slm_shape){3, {2, 0, 4}}, (ptrdiff_t[]){0, 4, 1}, NULL);
    slm_walk w = slm_walk_begin(&p);
    CHECK(p.rows == 0 && !slm_walk_next(&w));
}

int main(void) {
    random_walks();
    merging();
    return check_report("test_walk");
}
