/* A training loop saved and loaded: it goes on bit for bit, and what is wrong changes nothing. */
#include "check.h"
#include "refusal.h"
#include "seal.h"
#include "slm.h"

typedef struct {
    slm_ctx *slm;
    slm_transformer model;
    slm_tensor *x, *y, *loss;
    slm_optimizer *optimizer;
} loop;

enum { WORDS = 40 };

static void start(loop *l, slm_optimizer_kind kind, uint64_t seed) {
    l->slm = slm_create(NULL);
    slm_seed(l->slm, seed);
    slm_transformer_create(
        l->slm, &l->model,
        &(slm_transformer_options){
            .vocabulary = 9, .context = 5, .width = 8, .heads = 2, .blocks = 1, .dropout = 0.2});
    l->x = slm_index_new(l->slm, SLM_SHAPE(2, 5), NULL);
    l->y = slm_index_new(l->slm, SLM_SHAPE(2, 5), NULL);
    slm_tensor *logits = slm_transformer_forward(l->slm, &l->model, l->x, true, NULL);
    l->loss = slm_cross_entropy(l->slm, logits, l->y, -1);
    slm_optimizer_options options = slm_optimizer_defaults(kind);
    options.momentum = 0.5;
    l->optimizer = slm_optimizer_create(l->slm, &options);
}

static slm_real train(loop *l, int steps) {
    int32_t word[WORDS];
    for (int i = 0; i < WORDS; i++) word[i] = (i * i + 1) % 9;
    for (int i = 0; i < steps; i++) {
        slm_text_batch(l->slm, l->x, l->y, word, WORDS);
        slm_forward(l->slm, l->loss);
        slm_zero_grad(l->slm);
        slm_backward(l->slm, l->loss, NULL);
        slm_optimizer_step(l->slm, l->optimizer);
    }
    return slm_item(l->slm, l->loss);
}

static bool same_weights(const loop *a, const loop *b) {
    for (size_t i = 0; i < slm_parameter_count(a->slm); i++) {
        const slm_tensor *p = slm_parameter_at(a->slm, i), *q = slm_parameter_at(b->slm, i);
        if (memcmp(slm_data(p), slm_data(q), slm_count(p) * sizeof(slm_real))) return false;
    }
    return true;
}

static void goes_on(void) {
    for (int kind = 0; kind < SLM_OPTIMIZER_COUNT; kind++) {
        TEST(slm_optimizer_name((slm_optimizer_kind)kind));
        loop a, b;
        start(&a, (slm_optimizer_kind)kind, 1);
        start(&b, (slm_optimizer_kind)kind, 2);
        train(&a, 7);
        train(&b, 3);
        slm_bytes bytes;
        uint64_t step = 0;
        CHECK_INT(slm_checkpoint_save(a.slm, a.optimizer, 7, &bytes), SLM_OK);
        CHECK(!same_weights(&a, &b));
        slm_forward(b.slm, b.loss);
        CHECK_INT(slm_checkpoint_load(b.slm, b.optimizer, bytes.data, bytes.length, &step), SLM_OK);
        CHECK_INT(step, 7);
        CHECK(same_weights(&a, &b));
        CHECK_INT(slm_backward(b.slm, b.loss, NULL), SLM_E_STALE); /* the weights are new */
        slm_error_clear(b.slm);
        CHECK(train(&a, 9) == train(&b, 9));
        CHECK(same_weights(&a, &b));
        slm_bytes_free(a.slm, &bytes);
        slm_destroy(a.slm);
        slm_destroy(b.slm);
    }
}

static void weights_alone(void) {
    TEST("weights alone: an optimizer starts anew");
    loop a, b, c;
    start(&a, SLM_ADAM, 1);
    start(&b, SLM_ADAM, 2);
    start(&c, SLM_SGD, 3);
    train(&a, 5);
    train(&b, 5);
    slm_bytes bytes, fresh;
    CHECK_INT(slm_checkpoint_save(a.slm, NULL, 0, &bytes), SLM_OK);
    CHECK_INT(slm_checkpoint_load(b.slm, b.optimizer, bytes.data, bytes.length, NULL), SLM_OK);
    CHECK_INT(slm_checkpoint_load(c.slm, NULL, bytes.data, bytes.length, NULL), SLM_OK);
    CHECK(same_weights(&a, &b) && same_weights(&a, &c));
    a.optimizer = slm_optimizer_create(a.slm, &(slm_optimizer_options){.kind = SLM_ADAM,
                                                                       .lr = 0.001,
                                                                       .momentum = 0.5,
                                                                       .beta1 = 0.9,
                                                                       .beta2 = 0.999,
                                                                       .eps = 1e-8});
    CHECK(train(&a, 4) == train(&b, 4));
    CHECK(same_weights(&a, &b));

    TEST("state of another kind of optimizer means nothing");
    CHECK_INT(slm_checkpoint_save(a.slm, a.optimizer, 4, &fresh), SLM_OK);
    CHECK_INT(slm_checkpoint_load(c.slm, c.optimizer, fresh.data, fresh.length, NULL), SLM_OK);
    CHECK(same_weights(&a, &c));
    loop d;
    start(&d, SLM_SGD, 4);
    slm_checkpoint_load(d.slm, NULL, fresh.data, fresh.length, NULL);
    CHECK(train(&c, 4) == train(&d, 4)); /* as an optimizer that never saw them */
    slm_bytes_free(a.slm, &bytes);
    slm_bytes_free(a.slm, &fresh);
    slm_destroy(a.slm);
    slm_destroy(b.slm);
    slm_destroy(c.slm);
    slm_destroy(d.slm);
}

static void refusals(void) {
    TEST("refused bytes change nothing");
    loop a, b;
    start(&a, SLM_ADAM, 1);
    start(&b, SLM_ADAM, 2);
    train(&a, 2);
    train(&b, 2);
    slm_bytes good, mine;
    slm_checkpoint_save(a.slm, a.optimizer, 2, &good);
    slm_checkpoint_save(b.slm, b.optimizer, 2, &mine);
    for (size_t i = 0; i < good.length; i += i < 200 ? 1 : 61) {
        good.data[i] ^= 16;
        CHECK_INT(slm_checkpoint_load(b.slm, b.optimizer, good.data, good.length, NULL),
                  SLM_E_BYTES);
        good.data[i] ^= 16;
        CHECK_INT(slm_checkpoint_load(b.slm, b.optimizer, good.data, i, NULL), SLM_E_BYTES);
        slm_error_clear(b.slm);
    }
    slm_bytes after;
    slm_checkpoint_save(b.slm, b.optimizer, 2, &after);
    CHECK(after.length == mine.length && !memcmp(after.data, mine.data, mine.length));

    TEST("weights alone come without moments");
    enum { KIND = 6 };
    good.data[KIND] = 255; /* no optimizer, it says, and it has moments; the checksum is right */
    seal(good.data, good.length);
    CHECK_INT(slm_checkpoint_load(b.slm, b.optimizer, good.data, good.length, NULL), SLM_E_BYTES);
    CHECK(strstr(slm_error_text(b.slm), "damaged") != NULL);
    slm_error_clear(b.slm);
    slm_bytes_free(a.slm, &good);
    slm_checkpoint_save(a.slm, a.optimizer, 2, &good);

    TEST("other parameters, and what is no checkpoint");
    slm_parameter(b.slm, "another", SLM_SHAPE(1));
    REFUSED_STATUS(b.slm, slm_checkpoint_load(b.slm, b.optimizer, good.data, good.length, NULL),
                   SLM_E_BYTES, "load: byte 27: the parameters are not those of this run");
    REFUSED_STATUS(b.slm, slm_checkpoint_load(b.slm, b.optimizer, NULL, 0, NULL), SLM_E_BYTES,
                   "load: byte 0: these bytes are no checkpoint");
    REFUSED_STATUS(b.slm, slm_checkpoint_save(b.slm, b.optimizer, 0, NULL), SLM_E_NULL,
                   "save: where the bytes go is NULL; did an earlier call fail?");
    CHECK_INT(slm_checkpoint_save(NULL, NULL, 0, &after), SLM_E_NULL);
    CHECK_INT(slm_checkpoint_load(NULL, NULL, NULL, 0, NULL), SLM_E_NULL);

    TEST("out of memory: as it was, and the next try works");
    for (uint64_t n = 1; n < 6; n++) {
        loop c;
        start(&c, SLM_ADAM, 3);
        slm_memory_fail(c.slm, n, false);
        if (slm_checkpoint_load(c.slm, c.optimizer, good.data, good.length, NULL)) {
            CHECK_INT(slm_error_status(c.slm), SLM_E_MEMORY);
            slm_error_clear(c.slm);
            CHECK(!same_weights(&a, &c));
            CHECK_INT(slm_checkpoint_load(c.slm, c.optimizer, good.data, good.length, NULL),
                      SLM_OK);
        }
        CHECK(same_weights(&a, &c));
        slm_bytes bytes;
        slm_memory_fail(c.slm, n, false);
        if (slm_checkpoint_save(c.slm, c.optimizer, 2, &bytes)) {
            CHECK_INT(slm_error_status(c.slm), SLM_E_MEMORY);
            slm_error_clear(c.slm);
            CHECK_INT(slm_checkpoint_save(c.slm, c.optimizer, 2, &bytes), SLM_OK);
        }
        slm_memory_fail(c.slm, 0, false);
        slm_bytes_free(c.slm, &bytes);
        slm_destroy(c.slm);
    }
    slm_bytes_free(a.slm, &good);
    slm_bytes_free(b.slm, &mine);
    slm_bytes_free(b.slm, &after);
    slm_destroy(a.slm);
    slm_destroy(b.slm);
}

static void two_contexts(void) {
    TEST("an optimizer of another context");
    loop a, b;
    start(&a, SLM_ADAM, 1);
    start(&b, SLM_ADAM, 2);
    train(&a, 1);
    slm_bytes bytes;
    slm_checkpoint_save(a.slm, a.optimizer, 1, &bytes);
    static const char sentence[] = "optimizer: the optimizer belongs to another context";
    REFUSED_STATUS(b.slm, slm_checkpoint_save(b.slm, a.optimizer, 1, &bytes), SLM_E_FOREIGN,
                   sentence);
    REFUSED_STATUS(b.slm, slm_checkpoint_load(b.slm, a.optimizer, bytes.data, bytes.length, NULL),
                   SLM_E_FOREIGN, sentence);
    REFUSED_STATUS(b.slm, slm_optimizer_step(b.slm, a.optimizer), SLM_E_FOREIGN, sentence);
    slm_optimizer_options sgd = slm_optimizer_defaults(SLM_SGD);
    REFUSED_STATUS(b.slm, slm_optimizer_set(b.slm, a.optimizer, &sgd), SLM_E_FOREIGN, sentence);
    CHECK(!same_weights(&a, &b));
    slm_bytes_free(a.slm, &bytes);
    slm_destroy(b.slm);
    train(&a, 1); /* nothing of it lay in the other */
    slm_destroy(a.slm);
}

int main(void) {
    goes_on();
    weights_alone();
    refusals();
    two_contexts();
    return check_report("test_checkpoint");
}
