/* Values and gradients of every operation against PyTorch's, kinks, ties, empty tensors, infinities
 * and extreme logits included. */
#include "check.h"

#include "op_cases.h"
#include "ops/op.h"

enum { MOST_INPUTS = 3, MOST_ELEMENTS = 256 };

typedef struct {
    const char *shape;
    bool index;
    const double *data;
    const double *grad; /* NULL: PyTorch has none */
} reference_tensor;

static const struct {
    const char *op, *name, *attrs;
    int inputs;
    reference_tensor in[MOST_INPUTS], out;
} reference[] = {
#include "reference_data.inc"
};

/* Of the array's scale, its largest finite number. */
static double tolerance(const double *wanted, size_t n) {
    double scale = 0;
    for (size_t j = 0; j < n; j++)
        if (isfinite(wanted[j]) && fabs(wanted[j]) > scale) scale = fabs(wanted[j]);
    return scale * (sizeof(slm_real) == 4 ? 4e-6 : 1e-14);
}

static void compare(const slm_real *got, const double *wanted, size_t n) {
    double tol = tolerance(wanted, n);
    for (size_t j = 0; j < n; j++)
        if (isnan(wanted[j]))
            CHECK(isnan(got[j]));
        else
            CHECK_NEAR(got[j], wanted[j], tol);
}

static slm_tensor *make(slm_ctx *slm, const reference_tensor *r) {
    int rank;
    size_t dims[SLM_MAX_RANK], count;
    slm_real real[MOST_ELEMENTS];
    int32_t index[MOST_ELEMENTS];
    op_case_shape(r->shape, &rank, dims, &count);
    for (size_t j = 0; j < count; j++) {
        real[j] = (slm_real)r->data[j];
        if (r->index) index[j] = (int32_t)r->data[j];
    }
    if (r->index) return slm_index_new(slm, rank, dims, index);
    return slm_tensor_new(slm, rank, dims, real, r->grad != NULL);
}

static void check_shape(const slm_tensor *t, const char *wanted) {
    int rank;
    size_t dims[SLM_MAX_RANK], count;
    op_case_shape(wanted, &rank, dims, &count);
    CHECK_INT(slm_rank(t), rank);
    for (int i = 0; i < rank; i++) CHECK_INT(slm_dim(t, i), dims[i]);
}

static void check_one(size_t i) {
    char title[128];
    snprintf(title, sizeof title, "%s: %s", reference[i].op, reference[i].name);
    TEST(title);
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *in[MOST_INPUTS];
    for (int k = 0; k < reference[i].inputs; k++) in[k] = make(slm, &reference[i].in[k]);
    slm_tensor *out =
        op_case_apply(slm, reference[i].op, in, reference[i].inputs, reference[i].attrs);
    if (CHECK(out)) {
        check_shape(out, reference[i].out.shape);
        compare(slm_data(out), reference[i].out.data, slm_count(out));
        slm_real upstream[MOST_ELEMENTS];
        for (size_t j = 0; j < slm_count(out); j++)
            upstream[j] = SLM_REAL(0.5) + SLM_REAL(0.25) * (slm_real)(j % 7);
        CHECK_INT(slm_backward(slm, out, upstream), SLM_OK);
        for (int k = 0; k < reference[i].inputs; k++)
            if (reference[i].in[k].grad)
                compare(slm_grad(slm, in[k]), reference[i].in[k].grad, slm_count(in[k]));
    } else {
        printf("  %s\n", slm_error_text(slm));
    }
    slm_destroy(slm);
}

int main(void) {
    const size_t count = sizeof reference / sizeof *reference;
    for (size_t i = 0; i < count; i++) check_one(i);
    TEST("every operation is compared");
    for (size_t k = 0; slm_op_at(k); k++) {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || !strcmp(reference[i].op, slm_op_at(k)->name);
        if (!CHECK(found)) printf("  %s\n", slm_op_at(k)->name);
    }
    return check_report("test_reference");
}
