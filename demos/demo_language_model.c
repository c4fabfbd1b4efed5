/* A Transformer learns a few lines by heart, in two languages, and then goes on with a beginning of
 * its own: tokenizer, training loop with a schedule, sampling. */
#include "slm.h"

#include <stdio.h>
#include <string.h>

static const char text[] = "the sun rises and the bird sings in the tree.\n"
                           "the moon rises and the owl sings in the tree.\n"
                           "the rain falls and the fish swims in the sea.\n"
                           "the snow falls and the bear sleeps in the cave.\n"
                           "해가 뜨면 새가 나무에서 노래한다.\n"
                           "달이 뜨면 부엉이가 나무에서 노래한다.\n"
                           "비가 오면 물고기가 바다에서 헤엄친다.\n"
                           "눈이 오면 곰이 굴에서 잠을 잔다.\n";

enum { TOKENS = 512, ROWS = 4, POSITIONS = 24, STEPS = 400 };

static void train(slm_ctx *slm, const slm_transformer *model, const int32_t *token, size_t count) {
    slm_tensor *x = slm_index_new(slm, SLM_SHAPE(ROWS, POSITIONS), NULL);
    slm_tensor *y = slm_index_new(slm, SLM_SHAPE(ROWS, POSITIONS), NULL);
    slm_tensor *logits = slm_transformer_forward(slm, model, x, true, NULL);
    slm_tensor *loss = slm_cross_entropy(slm, logits, y, -1);

    slm_optimizer_options options = slm_optimizer_defaults(SLM_ADAMW);
    slm_optimizer *adamw = slm_optimizer_create(slm, &options);
    const slm_schedule schedule = {.lr = 0.01, .least = 0.001, .warmup = 20, .steps = STEPS};
    for (uint64_t step = 0; step <= STEPS; step++) {
        slm_text_batch(slm, x, y, token, count);
        slm_forward(slm, loss);
        if (step % 50 == 0) printf("step=%03d loss=%.4f\n", (int)step, (double)slm_item(slm, loss));
        slm_zero_grad(slm);
        slm_backward(slm, loss, NULL);
        slm_clip_grad_norm(slm, 1, NULL);
        options.lr = slm_schedule_lr(&schedule, step);
        slm_optimizer_set(slm, adamw, &options);
        slm_optimizer_step(slm, adamw);
    }
}

static void go_on(slm_ctx *slm, const slm_tokenizer *tokenizer, const slm_transformer *model,
                  const char *beginning) {
    int32_t token[40] = {0};
    char written[512];
    size_t count = 0, length = 0;
    slm_tokenizer_encode(slm, tokenizer, beginning, strlen(beginning), token, 40, &count);
    const slm_sampling how = {.temperature = 0.5, .top_k = 20, .top_p = 0.95};
    slm_generate(slm, model, token, count, 40, &how, NULL);
    slm_tokenizer_decode(slm, tokenizer, token, 40, written, sizeof written, &length);
    const char *end = memchr(written, '\n', length);
    printf("%.*s\n", (int)(end ? (size_t)(end - written) : length), written);
}

int main(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_seed(slm, 1);

    slm_tokenizer *tokenizer = slm_tokenizer_train(slm, text, sizeof text - 1, 320);
    int32_t token[TOKENS];
    size_t count = 0;
    slm_tokenizer_encode(slm, tokenizer, text, sizeof text - 1, token, TOKENS, &count);
    printf("%zu bytes are %zu tokens, of %zu different ones\n", sizeof text - 1, count,
           slm_tokenizer_count(tokenizer));

    slm_transformer model;
    slm_transformer_create(slm, &model,
                           &(slm_transformer_options){.vocabulary = slm_tokenizer_count(tokenizer),
                                                      .context = POSITIONS,
                                                      .width = 32,
                                                      .heads = 4,
                                                      .blocks = 2});
    train(slm, &model, token, count);
    go_on(slm, tokenizer, &model, "the snow");
    go_on(slm, tokenizer, &model, "the moon");
    go_on(slm, tokenizer, &model, "비가");
    go_on(slm, tokenizer, &model, "달이");

    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
