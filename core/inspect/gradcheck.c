/* Gradients against central differences, on any tape, leaving no trace.
 *
 * The function checked is L = sum(u * output), u a random upstream gradient: a plain sum of the
 * output would let wrong rules pass, as the gradient of sum(softmax(x)) is 0 whatever its factor.
 * A scalar needs no u: the gradient reported is then the one that training uses.
 */
#include "autograd/context.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef SLM_DOUBLE
static const double DEFAULT_H = 6e-6, DEFAULT_TOLERANCE = 1e-6, EPSILON = DBL_EPSILON;
#else
static const double DEFAULT_H = 5e-3, DEFAULT_TOLERANCE = 5e-2, EPSILON = (double)FLT_EPSILON;
#endif

static const double SMALL = 1e-3; /* of the leaf's largest gradient */
static const double ROUNDING = 4; /* times the noise of a difference; see noise_of */

typedef struct {
    slm_ctx *slm;
    slm_order *order;
    slm_tensor *output;
    double h, tolerance;
    double here, size;   /* L of the values as they are, and the sum of what it adds up, unsigned */
    slm_real *upstream;  /* of output's shape */
    slm_real *analytic;  /* of one leaf */
    unsigned char *copy; /* everything that a check touches */
    size_t copy_bytes, reals;
} check;

/* --- The copy: values, gradients and saved state of all that stands below the output --- */

/* Walks the same places for measuring, saving and restoring. */
typedef enum { MEASURE, SAVE, RESTORE } copy_mode;

static void copy_block(unsigned char *to, size_t *at, void *block, size_t bytes, copy_mode mode) {
    if (!block) return;
    if (mode == SAVE) memcpy(to + *at, block, bytes);
    if (mode == RESTORE) memcpy(block, to + *at, bytes);
    *at += bytes;
}

static void copy_tensor(unsigned char *to, size_t *at, slm_tensor *t, copy_mode mode) {
    copy_block(to, at, t->data, t->count * sizeof *t->data, mode);
    copy_block(to, at, t->grad, t->count * sizeof *t->grad, mode);
    copy_block(to, at, &t->grad_set, sizeof t->grad_set, mode);
    copy_block(to, at, &t->stamp, sizeof t->stamp, mode);
    if (t->node) copy_block(to, at, t->node->saved, t->node->saved_bytes, mode);
}

/* All of it lies in memory at once, so its size cannot overflow. Inner gradients off the path are
 * unset by backward: their flags are kept, too. */
static size_t copy_all(check *c, copy_mode mode) {
    size_t at = 0;
    for (size_t i = 0; i < c->order->leaves; i++)
        copy_tensor(c->copy, &at, c->order->leaf[i], mode);
    for (size_t i = 0; i < c->order->forwards; i++)
        copy_tensor(c->copy, &at, c->order->forward[i]->out, mode);
    for (size_t i = 0; i < c->slm->nodes; i++)
        copy_block(c->copy, &at, &c->slm->node[i]->grad_set, sizeof(bool), mode);
    c->slm->flowed = 0;
    return at;
}

/* --- One leaf --- */

static slm_status objective(check *c, double *sum) {
    slm_status s = slm_forward(c->slm, c->output);
    *sum = 0;
    for (size_t j = 0; !s && j < c->output->count; j++)
        *sum += (double)c->upstream[j] * (double)c->output->data[j];
    return s;
}

/* The slopes of L at one element, on the left, on the right and over both, with the steps that were
 * really taken after rounding. */
typedef struct {
    double left, right, central;
} slopes;

static slm_status slopes_at(check *c, slm_tensor *leaf, size_t j, double step, slopes *slope) {
    const slm_real x = leaf->data[j];
    double high, low;
    slm_real above = (slm_real)((double)x + step), below = (slm_real)((double)x - step);
    leaf->data[j] = above;
    slm_status s = objective(c, &high);
    leaf->data[j] = below;
    if (!s) s = objective(c, &low);
    leaf->data[j] = x;
    if (s) return s;
    slope->left = (c->here - low) / ((double)x - (double)below);
    slope->right = (high - c->here) / ((double)above - (double)x);
    slope->central = (high - low) / ((double)above - (double)below);
    return SLM_OK;
}

static double largest_of(const slm_real *a, size_t n) {
    double largest = 0;
    for (size_t j = 0; j < n; j++)
        if (fabs((double)a[j]) > largest) largest = fabs((double)a[j]);
    return largest;
}

/* How far rounding alone can bring a slope from the true one: L is a sum of numbers of that size,
 * and its last digits are divided by the step. */
static double noise_of(const check *c, double step) { return EPSILON * c->size / step; }

/* What an error counts against where both gradients are smaller. A leaf whose gradient is 0
 * whatever its values, as that of a bias on all scores of a softmax, has nothing but noise on both
 * sides; beside a gradient that is more than that, no noise is an excuse. */
static double least_of(const check *c, double largest, double step) {
    const double noise = ROUNDING * noise_of(c, step);
    return largest <= noise && isfinite(noise) ? noise / c->tolerance : SMALL * largest;
}

static double relative_error(double analytic, double numeric, double least) {
    double scale = least;
    if (fabs(analytic) > scale) scale = fabs(analytic);
    if (fabs(numeric) > scale) scale = fabs(numeric);
    double gap = fabs(analytic - numeric);
    return gap == 0 ? 0 : gap / scale;
}

/* A gradient beside its difference. */
typedef struct {
    double analytic, numeric, error;
    bool kink;
} comparison;

/* Are the slopes of both sides farther apart than rounding alone can bring them, and the gradient
 * that of one side or between both? */
static bool at_kink(const check *c, double a, const slopes *slope, double step, double least) {
    return fabs(slope->right - slope->left) > ROUNDING * noise_of(c, step) &&
           (relative_error(a, slope->left, least) <= c->tolerance ||
            relative_error(a, slope->right, least) <= c->tolerance ||
            (a - slope->left) * (slope->right - a) > 0);
}

/* A step can cross a kink (relu at 0): the difference then mixes two slopes, and is wrong where the
 * gradient is right. A shorter step may stay on one side. Where none does, it is a kink if all of
 * them say so: where L is smooth both sides have the same slope, but for its rounding. */
static slm_status compare(check *c, slm_tensor *leaf, size_t j, double largest, comparison *r) {
    static const double shorter[] = {1, 0.1, 0.01};
    const double a = r->analytic, x = fabs((double)leaf->data[j]);
    const double step = c->h * (x > 1 ? x : 1), least = least_of(c, largest, step);
    bool kink = true;
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++) {
        slopes slope = {0};
        slm_status s = slopes_at(c, leaf, j, step * shorter[i], &slope);
        if (s) return s;
        const double error = relative_error(a, slope.central, least);
        const bool agrees = error <= c->tolerance;
        if (i == 0 || agrees) {
            r->numeric = slope.central;
            r->error = error;
        }
        if (agrees) return SLM_OK;
        kink = kink && at_kink(c, a, &slope, step * shorter[i], least);
    }
    r->kink = kink;
    return SLM_OK;
}

static slm_status check_leaf(check *c, slm_tensor *leaf, ptrdiff_t element,
                             slm_gradcheck_report *report) {
    const slm_real *grad = slm_grad(c->slm, leaf);
    memcpy(c->analytic, grad, leaf->count * sizeof *grad);
    const double largest = largest_of(c->analytic, leaf->count);
    size_t from = element < 0 ? 0 : (size_t)element, to = element < 0 ? leaf->count : from + 1;
    for (size_t j = from; j < to; j++) {
        comparison r = {.analytic = (double)c->analytic[j]};
        slm_status s = compare(c, leaf, j, largest, &r);
        if (s) return s;
        report->checked++;
        if (r.kink) {
            report->kinks++;
            continue;
        }
        /* A NaN error is worse than any number, and no number is worse than a NaN. */
        if (report->leaf && (r.error <= report->error || isnan(report->error))) continue;
        report->leaf = leaf;
        report->element = j;
        report->analytic = r.analytic;
        report->numeric = r.numeric;
        report->error = r.error;
    }
    return SLM_OK;
}

/* --- Everything --- */

static slm_status check_arguments(slm_ctx *slm, slm_tensor *output, slm_tensor *leaf,
                                  ptrdiff_t element, double h, double tolerance,
                                  const slm_gradcheck_report *report) {
    slm_status s = slm_check_tensor(slm, output, "gradcheck", "the output");
    if (s) return s;
    if (!report) return slm_fail_null(&slm->error, "gradcheck", "the report");
    if (slm->pass.kind != SLM_PASS_NONE)
        return SLM_FAIL(&slm->error, SLM_E_STEPPING, SLM_TEXT("op", "gradcheck"));
    if (!(h > 0 && h < 1))
        return slm_fail_value(&slm->error, "gradcheck", "h", h, "above 0 and below 1");
    if (!(tolerance > 0))
        return slm_fail_value(&slm->error, "gradcheck", "tolerance", tolerance, "above 0");
    if (!output->requires_grad)
        return SLM_FAIL(&slm->error, SLM_E_NO_GRAD, SLM_TEXT("op", "gradcheck"),
                        SLM_TEXT("what", "the output"));
    if (!leaf && element == SLM_EVERY_ELEMENT) return SLM_OK;
    if ((s = slm_check_tensor(slm, leaf, "gradcheck", "the leaf"))) return s;
    if (leaf->node || !leaf->requires_grad)
        return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "gradcheck"),
                        SLM_TEXT("what", "the tensor"),
                        SLM_TEXT("rule", "only leaves that require a gradient can be checked"));
    if (element != SLM_EVERY_ELEMENT && (element < 0 || (size_t)element >= leaf->count))
        return SLM_FAIL(&slm->error, SLM_E_INDEX, SLM_TEXT("op", "gradcheck"),
                        SLM_INT("index", element), SLM_UINT("position", 0),
                        SLM_INT("high", (int64_t)leaf->count - 1));
    return SLM_OK;
}

static bool below(const slm_order *order, const slm_tensor *leaf) {
    for (size_t i = 0; i < order->leaves; i++)
        if (order->leaf[i] == leaf) return true;
    return false;
}

static slm_status run_check(check *c, slm_tensor *only, ptrdiff_t element, uint64_t seed,
                            slm_gradcheck_report *report) {
    slm_rng rng = slm_rng_seeded(seed);
    for (size_t j = 0; j < c->output->count; j++)
        c->upstream[j] = c->output->shape.rank == 0 ? 1 : (slm_real)(slm_rng_uniform(&rng) + 0.5);
    for (size_t i = 0; i < c->order->leaves; i++) c->order->leaf[i]->grad_set = false;
    slm_status s = objective(c, &c->here);
    for (size_t j = 0; j < c->output->count; j++)
        c->size += fabs((double)c->upstream[j] * (double)c->output->data[j]);
    if (!s) s = slm_backward(c->slm, c->output, c->upstream);
    for (size_t i = 0; !s && i < c->order->leaves; i++) {
        slm_tensor *leaf = c->order->leaf[i];
        if (leaf->requires_grad && (!only || leaf == only))
            s = check_leaf(c, leaf, element, report);
    }
    return s;
}

slm_status slm_gradcheck(slm_ctx *slm, slm_tensor *output, slm_tensor *leaf, ptrdiff_t element,
                         const slm_gradcheck_options *options, slm_gradcheck_report *report) {
    slm_gradcheck_options o = options ? *options : (slm_gradcheck_options){0};
    if (o.h == 0) o.h = DEFAULT_H;
    if (o.tolerance == 0) o.tolerance = DEFAULT_TOLERANCE;
    slm_status s = check_arguments(slm, output, leaf, element, o.h, o.tolerance, report);
    if (s) return s;
    check c = {.slm = slm, .output = output, .h = o.h, .tolerance = o.tolerance};
    if (!(c.order = slm_order_of(slm, output, "gradcheck"))) return SLM_E_MEMORY;
    if (leaf && !below(c.order, leaf))
        return SLM_FAIL(&slm->error, SLM_E_UNREACHED, SLM_TEXT("op", "gradcheck"),
                        SLM_TEXT("what", "the leaf"));

    size_t largest = 0;
    for (size_t i = 0; i < c.order->leaves; i++)
        if (c.order->leaf[i]->count > largest) largest = c.order->leaf[i]->count;
    c.copy_bytes = copy_all(&c, MEASURE);
    size_t upstream_bytes = output->count * sizeof(slm_real),
           leaf_bytes = largest * sizeof(slm_real);
    size_t bytes = upstream_bytes + leaf_bytes + c.copy_bytes;
    unsigned char *block = slm_memory_alloc(&slm->memory, bytes);
    if (!block) return slm_out_of_memory(slm, "gradcheck");
    c.upstream = (slm_real *)(void *)block;
    c.analytic = (slm_real *)(void *)(block + upstream_bytes);
    c.copy = block + upstream_bytes + leaf_bytes;

    bool frozen = slm->frozen;
    slm_rng rng = slm->rng; /* a mask that was never drawn is drawn even so */
    uint64_t clean = c.order->clean;
    copy_all(&c, SAVE);
    slm->frozen = true;
    *report = (slm_gradcheck_report){0};
    s = run_check(&c, leaf, element, o.seed, report);
    report->passed = !s && report->error <= o.tolerance;
    copy_all(&c, RESTORE);
    slm->frozen = frozen;
    slm->rng = rng;
    c.order->clean = clean;
    slm_memory_free(&slm->memory, block, bytes);
    return s;
}
