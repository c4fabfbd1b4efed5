/* What the tape can be asked about: descriptions, the gradcheck, statistics. */
#include "bridge.h"

SLM_EXPORT(const char *, describe_ops, uint32_t context) {
    return slm_describe_ops(slm_context_of(context));
}
SLM_EXPORT(const char *, describe_graph, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    return slm_describe_graph(slm, slm_tensor_of(slm, root));
}

/* Leaf 0: every leaf. The report as doubles: passed, checked, kinks, the worst element's leaf
 * (an id, 0: none), its position, analytic, numeric, error. */
SLM_EXPORT(const double *, gradcheck, uint32_t context, uint32_t output, uint32_t leaf, int element,
           double h, double tolerance, uint32_t seed_low, uint32_t seed_high) {
    static double out[8];
    slm_ctx *slm = slm_context_of(context);
    slm_tensor *t = slm_tensor_of(slm, output), *only = slm_tensor_of(slm, leaf);
    if (!t || (leaf && !only)) return NULL;
    slm_gradcheck_options options = {h, tolerance, slm_join(seed_low, seed_high)};
    slm_gradcheck_report report;
    if (slm_gradcheck(slm, t, only, element, &options, &report)) return NULL;
    out[0] = report.passed;
    out[1] = (double)report.checked;
    out[2] = (double)report.kinks;
    out[3] = report.leaf ? (double)slm_id(report.leaf) : 0;
    out[4] = (double)report.element;
    out[5] = report.analytic;
    out[6] = report.numeric;
    out[7] = report.error;
    return out;
}

SLM_EXPORT(const char *, statistic_name, int i) { return slm_statistic_name((slm_statistic)i); }
SLM_EXPORT(size_t, graph_count, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    return slm_graph_count(slm, slm_tensor_of(slm, root));
}
SLM_EXPORT(void, graph_statistics, uint32_t context, uint32_t root, double *out, size_t rows) {
    slm_ctx *slm = slm_context_of(context);
    slm_graph_statistics(slm, slm_tensor_of(slm, root), out, rows);
}

/* range: low and high. */
SLM_EXPORT(void, histogram, uint32_t context, uint32_t id, int gradient, uint32_t *counts,
           size_t bins, double *range) {
    slm_ctx *slm = slm_context_of(context);
    slm_histogram(slm, slm_tensor_of(slm, id), gradient != 0, counts, bins, &range[0], &range[1]);
}
