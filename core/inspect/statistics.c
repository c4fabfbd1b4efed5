/* Numbers about the tensors of a graph, for whoever watches it. */
#include "autograd/context.h"

static const char *const name[] = {
#define SLM_X(code, text) text,
    SLM_STATISTICS
#undef SLM_X
};

const char *slm_statistic_name(slm_statistic statistic) {
    return (unsigned)statistic < SLM_STAT_COUNT ? name[statistic] : "";
}

static bool is_finite(double x) { return x - x == 0; }

typedef struct {
    size_t finite, zeros;
    double min, max, mean, rms, norm;
} summary;

static double scaled_sum(const slm_real *x, size_t n, double scale, bool squared) {
    double sum = 0;
    for (size_t j = 0; j < n; j++) {
        const double v = (double)x[j] * scale;
        if (is_finite(v)) sum += squared ? v * v : v;
    }
    return sum;
}

static summary summarise(const slm_real *x, size_t n) {
    summary s = {.min = (double)INFINITY, .max = -(double)INFINITY};
    double sum = 0, squares = 0, scale = 1, square_scale = 1;
    for (size_t j = 0; j < n; j++) {
        double v = (double)x[j];
        if (!is_finite(v)) continue;
        s.finite++;
        s.zeros += v == 0;
        sum += v;
        squares += v * v;
        if (v < s.min) s.min = v;
        if (v > s.max) s.max = v;
    }
    /* Sums of floats, and of their squares, stay within a double. Where those of doubles do not,
     * they are made again of the values times a power of two, which rounds nothing that counts.
     * Undoing that cannot leave the range again: rounded sums of the largest number stay below as
     * many times 2^1024, by enough that their mean is at most that number. */
    if (sizeof(slm_real) == sizeof(double)) {
        if (!is_finite(sum)) sum = scaled_sum(x, n, scale = 0x1p-64, false);
        if (!is_finite(squares))
            squares = scaled_sum(x, n, square_scale = 0x1p-600, true);
        else if (squares < 0x1p-900 && s.zeros < s.finite)
            squares = scaled_sum(x, n, square_scale = 0x1p600, true);
    }
    const double count = (double)s.finite;
    s.mean = sum / count / scale;
    s.rms = sqrt(squares / count) / square_scale;
    s.norm = sqrt(squares) / square_scale;
    return s;
}

/* A gradient into which nothing has flowed is zeros, whatever its array holds. */
static summary gradient_summary(const slm_tensor *t) {
    if (t->grad_set) return summarise(t->grad, t->count);
    return (summary){.finite = t->count};
}

/* Units, along the last axis, of which no row is above 0. */
static size_t dead_units(const slm_tensor *t) {
    size_t units = t->shape.rank ? t->shape.dim[t->shape.rank - 1] : 1, dead = 0;
    for (size_t unit = 0; unit < units; unit++) {
        size_t j = unit;
        while (j < t->count && !(t->data[j] > 0)) j += units;
        dead += j >= t->count;
    }
    return dead;
}

static void write_row(const slm_tensor *t, double *row) {
    for (int i = 0; i < SLM_STAT_COUNT; i++) row[i] = (double)NAN;
    if (t->data) {
        summary s = summarise(t->data, t->count);
        row[SLM_STAT_NONFINITE] = (double)(t->count - s.finite);
        if (t->count) row[SLM_STAT_ZERO_FRACTION] = (double)s.zeros / (double)t->count;
        if (t->count && t->node) row[SLM_STAT_DEAD_UNITS] = (double)dead_units(t);
        if (s.finite) {
            row[SLM_STAT_MIN] = s.min;
            row[SLM_STAT_MAX] = s.max;
            row[SLM_STAT_MEAN] = s.mean;
            row[SLM_STAT_RMS] = s.rms;
        }
    }
    if (t->grad) {
        summary g = gradient_summary(t);
        row[SLM_STAT_GRADIENT_NONFINITE] = (double)(t->count - g.finite);
        row[SLM_STAT_GRADIENT_NORM] = g.norm;
        if (g.finite) {
            row[SLM_STAT_GRADIENT_MIN] = g.min;
            row[SLM_STAT_GRADIENT_MAX] = g.max;
        }
    }
}

size_t slm_graph_count(slm_ctx *slm, slm_tensor *root) {
    if (slm_check_tensor(slm, root, "graph_count", "the root")) return 0;
    const slm_order *order = slm_order_of(slm, root, "graph_count");
    return order ? order->leaves + order->forwards : 0;
}

slm_status slm_graph_statistics(slm_ctx *slm, slm_tensor *root, double *out, size_t rows) {
    slm_status s = slm_check_tensor(slm, root, "graph_statistics", "the root");
    if (s) return s;
    const slm_order *order = slm_order_of(slm, root, "graph_statistics");
    if (!order) return SLM_E_MEMORY;
    size_t count = order->leaves + order->forwards;
    const slm_shape table = {2, {count, SLM_STAT_COUNT}};
    if (!out || rows < count)
        return SLM_FAIL(&slm->error, SLM_E_LENGTH, SLM_TEXT("op", "graph_statistics"),
                        SLM_UINT("count", out ? rows : 0), SLM_TEXT("what", "the table"),
                        SLM_DIMS("shape", &table), SLM_UINT("need", count));
    for (size_t i = 0; i < order->leaves; i++, out += SLM_STAT_COUNT)
        write_row(order->leaf[i], out);
    for (size_t i = 0; i < order->forwards; i++, out += SLM_STAT_COUNT)
        write_row(order->forward[i]->out, out);
    return SLM_OK;
}

slm_status slm_histogram(slm_ctx *slm, slm_tensor *t, bool gradient, uint32_t *counts, size_t bins,
                         double *low, double *high) {
    slm_status status = slm_check_tensor(slm, t, "histogram", "the tensor");
    if (status) return status;
    if (!counts || !low || !high)
        return slm_fail_null(&slm->error, "histogram", "where the counts go");
    if (bins < 1)
        return slm_fail_value(&slm->error, "histogram", "bins", (double)bins, "1 or more");
    if (gradient && !t->grad)
        return SLM_FAIL(&slm->error, SLM_E_NO_GRAD, SLM_TEXT("op", "histogram"),
                        SLM_TEXT("what", "the tensor"));
    if (!gradient && !t->data)
        return SLM_FAIL(&slm->error, SLM_E_DTYPE, SLM_TEXT("op", "histogram"),
                        SLM_TEXT("what", "the tensor"), SLM_TEXT("have", "index"),
                        SLM_TEXT("need", "real"));
    const slm_real *x = gradient ? slm_grad(slm, t) : t->data;
    summary s = summarise(x, t->count);
    for (size_t b = 0; b < bins; b++) counts[b] = 0;
    *low = s.finite ? s.min : 0;
    *high = s.finite ? s.max : 0;
    /* Of halves: the whole range may be larger than a double goes. */
    const double low2 = *low / 2, half = *high / 2 - low2;
    for (size_t j = 0; j < t->count; j++) {
        double v = (double)x[j];
        if (!is_finite(v)) continue;
        const double place = half > 0 ? (v / 2 - low2) / half * (double)bins : 0;
        counts[place < (double)bins ? (size_t)place : bins - 1]++;
    }
    return SLM_OK;
}
