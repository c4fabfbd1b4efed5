/* Norm, table, attention, blocks and the whole Transformer: against PyTorch, by gradcheck, and by
 * what must hold whatever the numbers. */
#include "check.h"
#include "refusal.h"
#include "slm.h"

#include "language_reference.inc"

static bool in_float(void) { return sizeof(slm_real) == 4; }

static bool starts_with(const char *text, const char *start) {
    return !strncmp(text, start, strlen(start));
}

/* Numbers of about 1 without a pattern that an axis could share. */
static void fill(slm_ctx *slm, slm_tensor *t, int salt) {
    slm_real *x = slm_data_mut(slm, t);
    for (size_t i = 0; i < slm_count(t); i++)
        x[i] = (slm_real)((int)((37 * i + 11 * (size_t)salt) % 64) - 32) / 32;
}

static slm_tensor *leaf(slm_ctx *slm, int rank, const size_t *shape, int salt) {
    slm_tensor *t = slm_tensor_new(slm, rank, shape, NULL, true);
    fill(slm, t, salt);
    return t;
}

static void gradcheck(slm_ctx *slm, slm_tensor *output, size_t elements) {
    if (in_float()) return;
    slm_gradcheck_report report;
    CHECK_INT(slm_gradcheck(slm, output, NULL, SLM_EVERY_ELEMENT, NULL, &report), SLM_OK);
    CHECK_INT(report.checked, elements);
    CHECK(report.passed);
    CHECK_INT(report.kinks, 0);
}

static void norm_and_table(void) {
    TEST("norm and table");
    slm_ctx *slm = slm_create(NULL);
    slm_layernorm norm;
    CHECK_INT(slm_layernorm_create(slm, &norm, "norm", 4), SLM_OK);
    for (size_t i = 0; i < 4; i++) {
        CHECK(slm_data(norm.gamma)[i] == 1);
        CHECK(slm_data(norm.beta)[i] == 0);
    }
    slm_embeddings table;
    CHECK_INT(slm_embeddings_create(slm, &table, "words", 5, 4, 0.5), SLM_OK);
    CHECK_STR(slm_scope_of(table.weight), "words");
    slm_tensor *index = slm_index_new(slm, SLM_SHAPE(2, 3), (int32_t[]){0, 4, 4, 1, 0, 2});
    slm_tensor *rows = slm_embeddings_forward(slm, &table, index);
    CHECK_INT(slm_rank(rows), 3);
    for (size_t i = 0; i < 4; i++) CHECK(slm_data(rows)[4 + i] == slm_data(table.weight)[16 + i]);
    slm_tensor *y = slm_layernorm_forward(slm, &norm, rows);
    CHECK_STR(slm_scope_of(y), "norm");
    for (size_t row = 0; row < 6; row++) {
        double mean = 0, squares = 0;
        for (size_t i = 0; i < 4; i++) {
            double v = (double)slm_data(y)[4 * row + i];
            mean += v / 4;
            squares += v * v / 4;
        }
        CHECK_NEAR(mean, 0, 1e-6);
        CHECK_NEAR(squares, 1, 1e-3); /* a little less, for eps */
    }
    fill(slm, norm.gamma, 1);
    fill(slm, norm.beta, 2);
    slm_forward(slm, y);
    gradcheck(slm, y, 4 + 4 + 20);
    slm_destroy(slm);
}

/* Weights by hand: with all scores alike each position takes the mean of what it sees. */
static void attention_by_hand(void) {
    TEST("attention by hand");
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *same = slm_tensor_new(slm, SLM_SHAPE(3, 2), NULL, false);
    slm_tensor *v = slm_tensor_new(slm, SLM_SHAPE(3, 1), (slm_real[]){1, 2, 6}, false);
    slm_tensor *weights;
    slm_tensor *y = slm_attention(slm, same, same, v, NULL, 0, &weights);
    for (size_t i = 0; i < 3; i++) CHECK_NEAR(slm_data(y)[i], 3, 1e-6);
    y = slm_attention(slm, same, same, v, slm_causal_mask(slm, 3), 0, &weights);
    CHECK_NEAR(slm_data(y)[0], 1, 1e-6);
    CHECK_NEAR(slm_data(y)[1], 1.5, 1e-6);
    CHECK_NEAR(slm_data(y)[2], 3, 1e-6);
    CHECK(slm_data(weights)[1] == 0 && slm_data(weights)[2] == 0 && slm_data(weights)[5] == 0);

    TEST("scores are divided by the root of d");
    slm_tensor *q = slm_tensor_new(slm, SLM_SHAPE(1, 4), (slm_real[]){2, 2, 2, 2}, false);
    slm_tensor *k = slm_tensor_new(slm, SLM_SHAPE(2, 4), (slm_real[8]){1, 1, 1, 1}, false);
    slm_attention(slm, q, k, slm_tensor_new(slm, SLM_SHAPE(2, 1), NULL, false), NULL, 0, &weights);
    CHECK_NEAR(slm_data(weights)[0], 1 / (1 + exp(-4)), 1e-6); /* 8 / sqrt(4) against 0 */

    TEST("other lengths and broadcasting heads");
    q = leaf(slm, SLM_SHAPE(2, 3, 2, 4), 1);
    k = leaf(slm, SLM_SHAPE(3, 5, 4), 2);
    v = leaf(slm, SLM_SHAPE(3, 5, 2), 3);
    y = slm_attention(slm, q, k, v, NULL, 0, &weights);
    CHECK_INT(slm_rank(y), 4);
    CHECK_INT(slm_dim(y, 2), 2);
    CHECK_INT(slm_dim(y, 3), 2);
    CHECK_INT(slm_dim(weights, 3), 5);
    gradcheck(slm, y, 48 + 60 + 30);

    TEST("dropout of weights");
    y = slm_attention(slm, q, k, v, NULL, 0.5, &weights);
    gradcheck(slm, y, 48 + 60 + 30);
    CHECK_STR(slm_op_name(slm_input(y, 0)), "dropout");
    CHECK_STR(slm_op_name(weights), "softmax");
    slm_destroy(slm);
}

static void multi_head(void) {
    TEST("multi-head attention");
    slm_ctx *slm = slm_create(NULL);
    slm_multi_head layer;
    slm_scope_push(slm, "net");
    CHECK_INT(slm_multi_head_create(slm, &layer, "look", 6, 3, SLM_INIT_KAIMING), SLM_OK);
    slm_scope_pop(slm);
    CHECK_STR(slm_scope_of(layer.output.bias), "net/look/output");
    slm_tensor *x = leaf(slm, SLM_SHAPE(2, 4, 6), 1), *weights;
    slm_tensor *y = slm_multi_head_forward(slm, &layer, x, slm_causal_mask(slm, 4), 0, &weights);
    CHECK_INT(slm_rank(y), 3);
    for (int i = 0; i < 3; i++) CHECK_INT(slm_dim(y, i), slm_dim(x, i));
    const size_t shape[] = {2, 3, 4, 4};
    for (int i = 0; i < 4; i++) CHECK_INT(slm_dim(weights, i), shape[i]);
    CHECK_STR(slm_scope_of(weights), "net/look");
    gradcheck(slm, y, 48 + 4 * (36 + 6));

    TEST("heads are independent of each other, and rows of a batch");
    slm_tensor *alone = slm_slice(slm, x, 0, 1, 2, 1);
    slm_tensor *z = slm_multi_head_forward(slm, &layer, alone, slm_causal_mask(slm, 4), 0, NULL);
    for (size_t i = 0; i < 24; i++) CHECK(slm_data(z)[i] == slm_data(y)[24 + i]);
    slm_tensor *one = slm_reshape(slm, alone, 2, (int64_t[]){4, 6});
    z = slm_multi_head_forward(slm, &layer, one, slm_causal_mask(slm, 4), 0, NULL);
    for (size_t i = 0; i < 24; i++) CHECK(slm_data(z)[i] == slm_data(y)[24 + i]);
    slm_destroy(slm);
}

static const slm_transformer_options tiny = {
    .vocabulary = 7, .context = 6, .width = 8, .heads = 2, .blocks = 2};

static void against_pytorch(void) {
    TEST("loss, logits and gradients as PyTorch's");
    const double tolerance = in_float() ? 2e-4 : 1e-11;
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    CHECK_INT(slm_transformer_create(slm, &model, &tiny), SLM_OK);
    if (!CHECK_INT(slm_parameter_count(slm), PARAMETERS)) return;
    for (size_t k = 0; k < PARAMETERS; k++) {
        slm_tensor *p = slm_parameter_at(slm, k);
        const slm_real one = starts_with(slm_name_of(p), "gamma") ? 1 : 0;
        slm_real *value = slm_data_mut(slm, p);
        for (size_t i = 0; i < slm_count(p); i++)
            value[i] = (slm_real)((int)((37 * i + 11 * k) % 64) - 32) / 128 + one;
    }
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(2, 5), (int32_t[]){0, 3, 6, 1, 3, 5, 5, 2, 4, 0});
    slm_tensor *y = slm_index_new(slm, SLM_SHAPE(2, 5), (int32_t[]){3, 6, 1, 3, 2, 5, 2, 4, 0, 6});
    slm_tensor *logits = slm_transformer_forward(slm, &model, x, true, NULL);
    slm_tensor *loss = slm_cross_entropy(slm, logits, y, -1);
    CHECK_NEAR(slm_item(slm, loss), reference_loss, tolerance);
    CHECK_INT(slm_count(logits), LOGITS);
    for (size_t i = 0; i < LOGITS; i++)
        CHECK_NEAR(slm_data(logits)[i], reference_logits[i], tolerance);
    CHECK_INT(slm_backward(slm, loss, NULL), SLM_OK);
    for (size_t k = 0; k < PARAMETERS; k++) {
        slm_tensor *p = slm_parameter_at(slm, k);
        double sum = 0, squares = 0;
        for (size_t i = 0; i < slm_count(p); i++) {
            const double g = (double)slm_grad(slm, p)[i];
            sum += g;
            squares += g * g;
        }
        CHECK_INT(slm_count(p), reference_gradient[k].count);
        CHECK_NEAR(sum, reference_gradient[k].sum, tolerance);
        CHECK_NEAR(squares, reference_gradient[k].squares, tolerance);
    }
    slm_destroy(slm);
}

static void whole_gradient(void) {
    TEST("gradcheck of every parameter, with dropout");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    slm_transformer_options options = tiny;
    options.blocks = 1;
    options.hidden = 5;
    options.dropout = 0.25;
    slm_transformer_create(slm, &model, &options);
    for (size_t k = 0; k < slm_parameter_count(slm); k++)
        fill(slm, slm_parameter_at(slm, k), (int)k);
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(2, 3), (int32_t[]){0, 3, 6, 1, 3, 5});
    slm_tensor *y = slm_index_new(slm, SLM_SHAPE(2, 3), (int32_t[]){3, 6, 1, 3, 2, 5});
    slm_tensor *logits = slm_transformer_forward(slm, &model, x, true, NULL);
    slm_tensor *loss = slm_cross_entropy(slm, logits, y, -1);
    size_t elements = 0;
    for (size_t k = 0; k < slm_parameter_count(slm); k++)
        elements += slm_count(slm_parameter_at(slm, k));
    CHECK_INT(elements, 7 * 8 + 6 * 8 + 3 * 16 + 4 * 72 + (40 + 5) + (40 + 8));
    gradcheck(slm, loss, elements);
    slm_destroy(slm);
}

static void no_look_ahead(void) {
    TEST("a position sees no later one, and every earlier one");
    slm_ctx *slm = slm_create(NULL);
    slm_seed(slm, 3);
    slm_transformer model;
    slm_transformer_create(slm, &model, &tiny);
    int32_t token[6] = {1, 2, 3, 4, 5, 6};
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(6), token);
    slm_tensor *attention[2];
    slm_tensor *logits = slm_transformer_forward(slm, &model, x, false, attention);
    CHECK_INT(slm_rank(logits), 2);
    slm_real first[6 * 7];
    memcpy(first, slm_data(logits), sizeof first);
    for (int changed = 0; changed < 6; changed++) {
        int32_t other[6];
        memcpy(other, token, sizeof other);
        other[changed] = 0;
        slm_index_set(slm, x, other, 6);
        slm_forward(slm, logits);
        for (int i = 0; i < 6; i++) {
            const bool alike = !memcmp(first + 7 * i, slm_data(logits) + 7 * i, 7 * sizeof *first);
            CHECK(alike == (i < changed));
        }
    }
    for (int b = 0; b < 2; b++)
        for (size_t i = 0; i < slm_count(attention[b]); i++)
            CHECK((slm_data(attention[b])[i] > 0) == (i % 6 <= i / 6 % 6));

    TEST("a shorter text is the beginning of a longer one");
    slm_index_set(slm, x, token, 6);
    slm_forward(slm, logits);
    slm_tensor *start = slm_index_new(slm, SLM_SHAPE(4), token);
    slm_tensor *y = slm_transformer_forward(slm, &model, start, false, NULL);
    for (size_t i = 0; i < 4 * 7; i++)
        CHECK_NEAR(slm_data(y)[i], slm_data(logits)[i], in_float() ? 1e-6 : 1e-14);
    slm_destroy(slm);
}

static void at_first(void) {
    TEST("at first every token is about as likely, and weights are drawn as in GPT-2");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    slm_transformer_options options = {
        .vocabulary = 50, .context = 16, .width = 64, .heads = 4, .blocks = 3, .dropout = 0.1};
    slm_transformer_create(slm, &model, &options);
    CHECK_INT(model.options.hidden, 256);
    const struct {
        slm_tensor *weight;
        double deviation;
    } drawn[] = {{model.tokens.weight, 0.02},
                 {model.block[0].attention.key.weight, 0.02},
                 {model.block[2].expand.weight, 0.02},
                 {model.block[1].attention.output.weight, 0.02 / sqrt(6)},
                 {model.block[1].contract.weight, 0.02 / sqrt(6)}};
    for (size_t k = 0; k < 5; k++) {
        double squares = 0;
        const size_t n = slm_count(drawn[k].weight);
        for (size_t i = 0; i < n; i++)
            squares += (double)slm_data(drawn[k].weight)[i] * (double)slm_data(drawn[k].weight)[i];
        CHECK_NEAR(sqrt(squares / (double)n) / drawn[k].deviation, 1, 0.06);
    }
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(4, 16), NULL);
    slm_tensor *y = slm_index_new(slm, SLM_SHAPE(4, 16), NULL);
    int32_t text[200];
    for (int i = 0; i < 200; i++) text[i] = (i * i + i / 3) % 50;
    CHECK_INT(slm_text_batch(slm, x, y, text, 200), SLM_OK);
    slm_tensor *loss =
        slm_cross_entropy(slm, slm_transformer_forward(slm, &model, x, false, NULL), y, -1);
    CHECK_NEAR(slm_item(slm, loss), log(50), 0.05);

    TEST("the scopes of what is made and recorded");
    CHECK_STR(slm_scope_of(model.block[1].attention.query.weight),
              "transformer/block2/attention/query");
    CHECK_STR(slm_scope_of(slm_input(loss, 0)), "transformer");
    for (size_t i = 0; i < slm_tape_count(slm); i++)
        CHECK(!slm_op_name(slm_tape_at(slm, i)) ||
              strcmp(slm_op_name(slm_tape_at(slm, i)), "dropout"));
    slm_destroy(slm);
}

static void learns(void) {
    TEST("a model learns a text by heart, the same at every run");
    slm_real losses[2];
    for (int run = 0; run < 2; run++) {
        slm_ctx *slm = slm_create(NULL);
        slm_seed(slm, 5);
        slm_transformer model;
        slm_transformer_options options = {
            .vocabulary = 11, .context = 8, .width = 16, .heads = 2, .blocks = 1};
        slm_transformer_create(slm, &model, &options);
        int32_t text[44];
        for (int i = 0; i < 44; i++) text[i] = (i * i) % 11;
        slm_tensor *x = slm_index_new(slm, SLM_SHAPE(4, 8), NULL);
        slm_tensor *y = slm_index_new(slm, SLM_SHAPE(4, 8), NULL);
        slm_tensor *logits = slm_transformer_forward(slm, &model, x, true, NULL);
        slm_tensor *loss = slm_cross_entropy(slm, logits, y, -1);
        slm_optimizer_options adam = slm_optimizer_defaults(SLM_ADAM);
        adam.lr = 0.01;
        slm_optimizer *optimizer = slm_optimizer_create(slm, &adam);
        for (int step = 0; step < 150; step++) {
            slm_text_batch(slm, x, y, text, 44);
            slm_forward(slm, loss);
            slm_zero_grad(slm);
            slm_backward(slm, loss, NULL);
            slm_optimizer_step(slm, optimizer);
        }
        CHECK_STR(slm_error_text(slm), "");
        losses[run] = slm_item(slm, loss);
        CHECK(losses[run] < SLM_REAL(0.4));
        slm_destroy(slm);
    }
    CHECK(losses[0] == losses[1]);
}

static void untied(void) {
    TEST("a head of its own, instead of the token table");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    slm_transformer_options options = {
        .vocabulary = 5, .context = 3, .width = 4, .heads = 2, .blocks = 1, .untied = true};
    CHECK_INT(slm_transformer_create(slm, &model, &options), SLM_OK);
    CHECK(model.head.weight && !model.head.bias);
    CHECK_STR(slm_scope_of(model.head.weight), "transformer/head");
    const size_t parameters = slm_parameter_count(slm);
    slm_tensor *tokens = slm_index_new(slm, SLM_SHAPE(3), (int32_t[]){0, 4, 2});
    slm_tensor *logits = slm_transformer_forward(slm, &model, tokens, false, NULL);
    CHECK(slm_rank(logits) == 2 && slm_dim(logits, 1) == 5);
    CHECK(slm_input(logits, 1) == model.head.weight);
    const slm_real upstream[15] = {1};
    slm_backward_from(slm, logits, upstream, 15);
    CHECK(slm_grad(slm, model.head.weight)[0] != 0);
    CHECK_NEAR(slm_grad(slm, model.tokens.weight)[1 * 4], 0, 0); /* token 1 is not in the text */
    slm_ctx *tied = slm_create(NULL);
    options.untied = false;
    slm_transformer_create(tied, &model, &options);
    CHECK_INT(slm_parameter_count(tied), parameters - 1);
    CHECK(!model.head.weight);
    slm_destroy(tied);
    slm_destroy(slm);
}

static void refusals(void) {
    slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
    slm_multi_head heads;
    TEST("refusals");
    REFUSED_STATUS(
        slm, slm_multi_head_create(slm, &heads, "h", 6, 4, SLM_INIT_ZEROS), SLM_E_RELATION,
        "multi_head: the count of heads is 4 and the width is 6; heads must divide the width");
    CHECK(heads.query.weight == NULL);
    slm_embeddings table;
    CHECK_INT(slm_embeddings_create(slm, &table, "t", 1, 1, 1e30), SLM_OK);
    CHECK(slm_data(table.weight)[0] - slm_data(table.weight)[0] == 0); /* finite */
    REFUSED_STATUS(slm, slm_init_normal(slm, table.weight, 1e31), SLM_E_VALUE,
                   "init: the deviation is 1e31; it must be 0 to 1e30");
    REFUSED_STATUS(slm, slm_multi_head_create(slm, NULL, "h", 6, 2, SLM_INIT_ZEROS), SLM_E_NULL,
                   "multi_head: the layer is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_multi_head_create(slm, &heads, "", 6, 2, SLM_INIT_ZEROS), SLM_E_SCOPE,
                   "scope: a scope must have a name");
    const struct {
        slm_transformer_options options;
        const char *sentence;
        slm_status status;
    } bad[] = {
        {{.vocabulary = 0, .context = 6, .width = 8, .heads = 2, .blocks = 2},
         "transformer: vocabulary is 0; it must be 1 to 2147483647",
         SLM_E_VALUE},
        {{.vocabulary = 7, .context = 0, .width = 8, .heads = 2, .blocks = 2},
         "transformer: context is 0; it must be 1 to 2147483647",
         SLM_E_VALUE},
        {{.vocabulary = 7, .context = 6, .width = 8, .heads = 3, .blocks = 2},
         "multi_head: the count of heads is 3 and the width is 8; heads must divide the width",
         SLM_E_RELATION},
        {{.vocabulary = 7, .context = 6, .width = 8, .heads = 2, .blocks = 17},
         "transformer: the count of blocks is 17; it must be 1 to 16",
         SLM_E_VALUE},
        {{.vocabulary = 7, .context = 6, .width = 8, .heads = 2, .blocks = 1, .dropout = 1},
         "transformer: dropout is 1; it must be 0 or more and less than 1",
         SLM_E_VALUE},
    };
    slm_transformer model;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        REFUSED_STATUS(slm, slm_transformer_create(slm, &model, &bad[i].options), bad[i].status,
                       bad[i].sentence);
        CHECK(model.tokens.weight == NULL);
        CHECK_INT(slm_parameter_count(slm), 1);
    }
    REFUSED(slm,
            slm_transformer_forward(slm, &model, slm_index_new(other, 0, NULL, NULL), true, NULL),
            SLM_E_FOREIGN, "transformer: tokens belongs to another context");
    slm_transformer_create(slm, &model, &tiny);
    slm_tensor *seven = slm_index_new(slm, SLM_SHAPE(1, 7), NULL);
    REFUSED(
        slm, slm_transformer_forward(slm, &model, seven, true, NULL), SLM_E_RELATION,
        "transformer: the count of positions is 7 and the model's context is 6; it must be 1 to "
        "the context");
    slm_tensor *seventh = slm_index_new(slm, SLM_SHAPE(2), (int32_t[]){6, 7});
    REFUSED(slm, slm_transformer_forward(slm, &model, seventh, true, NULL), SLM_E_INDEX,
            "embedding: the index 7 at position 1 is outside 0 to 6");
    slm_tensor *reals = slm_tensor_new(slm, SLM_SHAPE(2, 3), NULL, true);
    REFUSED(slm, slm_transformer_forward(slm, &model, reals, true, NULL), SLM_E_DTYPE,
            "embedding: index holds real values, it must hold index values");
    REFUSED(slm, slm_attention(slm, NULL, reals, reals, NULL, 0, NULL), SLM_E_NULL,
            "attention: q is NULL; did an earlier call fail?");
    slm_tensor *weights;
    REFUSED(slm, slm_attention(slm, reals, reals, reals, NULL, 2, &weights), SLM_E_VALUE,
            "dropout: p is 2; it must be 0 or more and less than 1");
    CHECK(weights == NULL);
    weights = reals;
    CHECK(slm_attention(NULL, reals, reals, reals, NULL, 0, &weights) == NULL && !weights);
    slm_destroy(other);
    slm_destroy(slm);
}

/* Every allocation fails once: a model is made whole or not at all, and so is what it records. */
static void out_of_memory(void) {
    TEST("out of memory");
    slm_transformer_options options = {
        .vocabulary = 300, .context = 16, .width = 64, .heads = 4, .blocks = 2};
    int failures = 0;
    for (uint64_t n = 1; n < 40; n++) {
        slm_ctx *slm = slm_create(NULL);
        slm_transformer model;
        slm_memory_fail(slm, n, false);
        slm_status s = slm_transformer_create(slm, &model, &options);
        if (s) {
            failures++;
            CHECK_INT(s, SLM_E_MEMORY);
            CHECK_INT(slm_parameter_count(slm), 0);
            slm_error_clear(slm);
            CHECK_INT(slm_transformer_create(slm, &model, &options), SLM_OK);
        }
        slm_tensor *x = slm_index_new(slm, SLM_SHAPE(2, 16), NULL);
        if (!x) {
            failures++;
            slm_error_clear(slm);
            x = slm_index_new(slm, SLM_SHAPE(2, 16), NULL);
        }
        if (!slm_transformer_forward(slm, &model, x, true, NULL)) {
            failures++;
            CHECK_INT(slm_error_status(slm), SLM_E_MEMORY);
            CHECK_INT(slm_tape_count(slm), 1);
            slm_error_clear(slm);
            CHECK(slm_transformer_forward(slm, &model, x, true, NULL) != NULL);
        }
        CHECK_STR(slm_scope_of(slm_scalar(slm, 0, false)), "");
        slm_destroy(slm);
    }
    CHECK(failures > 10);
}

static void no_weights_of_a_failure(void) {
    TEST("what a failed forward has recorded is not handed out");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    slm_transformer_create(slm, &model, &tiny);
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(40, 6), NULL), *weights[2], *logits = NULL;
    int failures = 0;
    for (uint64_t n = 1; !logits && n < 40; n++) {
        weights[0] = weights[1] = x;
        slm_memory_fail(slm, n, true);
        logits = slm_transformer_forward(slm, &model, x, true, weights);
        if (logits) break;
        failures++;
        CHECK(!weights[0] && !weights[1]);
    }
    CHECK(failures > 2);
    CHECK_STR(slm_op_name(weights[1]), "softmax");
    slm_destroy(slm);
}

static void created_without_options(void) {
    TEST("a model that could not be made holds NULL, also when its options were NULL");
    slm_ctx *slm = slm_create(NULL);
    slm_transformer model;
    memset(&model, 0xa5, sizeof model);
    CHECK_INT(slm_transformer_create(slm, &model, NULL), SLM_E_NULL);
    CHECK(model.tokens.weight == NULL);
    slm_destroy(slm);
}

int main(void) {
    created_without_options();
    norm_and_table();
    attention_by_hand();
    multi_head();
    against_pytorch();
    whole_gradient();
    no_look_ahead();
    at_first();
    learns();
    untied();
    refusals();
    out_of_memory();
    no_weights_of_a_failure();
    return check_report("test_transformer");
}
