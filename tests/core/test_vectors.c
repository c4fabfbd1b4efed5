/* The vectors that a context computes with: which there are, how they are chosen and refused, and
 * that a training run has the same bits with all. */
#include "check.h"

#include "bits.h"

static void names(void) {
    TEST("the names, and the widest by default");
    slm_ctx *slm = slm_create(NULL);
    CHECK_STR(slm_vectors_at(0), "baseline");
    size_t count = 1;
    while (slm_vectors_at(count)) count++;
    CHECK_STR(slm_vectors(slm), slm_vectors_at(count - 1));
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(slm_use_vectors(slm, slm_vectors_at(i)), SLM_OK);
        CHECK_STR(slm_vectors(slm), slm_vectors_at(i));
    }
    CHECK(slm_vectors(NULL) == NULL);
    slm_destroy(slm);
}

static void refusals(void) {
    TEST("what is refused");
    slm_ctx *slm = slm_create(NULL);
    const char *before = slm_vectors(slm);
    CHECK_INT(slm_use_vectors(NULL, "baseline"), SLM_E_NULL);
    CHECK_INT(slm_use_vectors(slm, NULL), SLM_E_NULL);
    slm_error_clear(slm);
    CHECK_INT(slm_use_vectors(slm, "abacus"), SLM_E_STRUCTURE);
    const char *start = "use_vectors: abacus is not usable here; this machine and library have: "
                        "baseline";
    CHECK(!strncmp(slm_error_text(slm), start, strlen(start)));
    CHECK_STR(slm_vectors(slm), before);
    slm_destroy(slm);
}

/* y = mean(softmax(layer_norm(gelu(x w + b)) v) x) and more, with everything that has loops. */
static slm_tensor *record(slm_ctx *slm, const char *first, const char *second) {
    enum { ROWS = 37, IN = 45, MIDDLE = 70 };
    slm_seed(slm, 5);
    slm_use_vectors(slm, first);
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(ROWS, IN), NULL, true);
    slm_tensor *w = slm_tensor_new(slm, SLM_SHAPE(IN, MIDDLE), NULL, true);
    slm_tensor *v = slm_tensor_new(slm, SLM_SHAPE(MIDDLE, IN), NULL, true);
    slm_tensor *b = slm_tensor_new(slm, SLM_SHAPE(MIDDLE), NULL, true);
    slm_tensor *leaf[] = {x, w, v, b};
    for (size_t i = 0; i < 4; i++) {
        slm_real *data = slm_data_mut(slm, leaf[i]);
        for (size_t j = 0; j < slm_count(leaf[i]); j++)
            data[j] = (slm_real)((double)((j * 7919 + 31 * i) % 1009) / 1009.0 - 0.5);
    }
    slm_tensor *h = slm_tanh(slm, slm_add(slm, slm_matmul(slm, x, w), b));
    h = slm_gelu(slm, h, false);
    h = slm_layer_norm(slm, h, b, b, 1e-5);
    slm_use_vectors(slm, second);
    h = slm_relu(slm, slm_add(slm, h, b));
    h = slm_softmax(slm, slm_matmul(slm, h, v), -1);
    h = slm_sigmoid(slm, slm_sub(slm, slm_exp(slm, h), slm_abs(slm, x)));
    return slm_mse(slm, h, x);
}

static void same_bits(void) {
    TEST("one graph recorded with any vectors, and with two kinds");
    slm_ctx *plain = slm_create(NULL);
    slm_tensor *wanted = record(plain, "baseline", "baseline");
    CHECK_INT(slm_forward(plain, wanted), SLM_OK);
    CHECK_INT(slm_backward(plain, wanted, NULL), SLM_OK);
    for (size_t i = 0; slm_vectors_at(i); i++)
        for (size_t k = 0; slm_vectors_at(k); k++) {
            slm_ctx *slm = slm_create(NULL);
            slm_tensor *root = record(slm, slm_vectors_at(i), slm_vectors_at(k));
            CHECK_INT(slm_forward(slm, root), SLM_OK);
            CHECK_INT(slm_backward(slm, root, NULL), SLM_OK);
            CHECK(same_tapes(plain, slm));
            slm_destroy(slm);
        }
    slm_destroy(plain);
}

int main(void) {
    names();
    refusals();
    same_bits();
    return check_report("test_vectors");
}
