/* Text and files of a language model from outside: whatever the bytes, a tokenizer learns from them
 * and gives them back, and what is loaded as a tokenizer or a checkpoint is refused or usable. */
#include "seal.h"
#include "slm.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void expect(bool holds) {
    if (!holds) abort();
}

static void round_trip(slm_ctx *slm, const slm_tokenizer *tokenizer, const char *text,
                       size_t length) {
    int32_t *token = malloc((length + 1) * sizeof *token);
    char *back = malloc(length + 1);
    size_t count, got;
    expect(slm_tokenizer_encode(slm, tokenizer, text, length, token, length, &count) == SLM_OK);
    expect(slm_tokenizer_decode(slm, tokenizer, token, count, back, length, &got) == SLM_OK);
    expect(got == length && !memcmp(back, text, length));
    free(token);
    free(back);
}

static void learn(slm_ctx *slm, const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    slm_tokenizer *tokenizer = slm_tokenizer_train(slm, text, size, 256 + size % 64);
    expect(tokenizer != NULL);
    round_trip(slm, tokenizer, text, size);
    slm_bytes bytes;
    expect(slm_tokenizer_save(slm, tokenizer, &bytes) == SLM_OK);
    slm_tokenizer *copy = slm_tokenizer_load(slm, bytes.data, bytes.length);
    expect(slm_tokenizer_count(copy) == slm_tokenizer_count(tokenizer));
    slm_bytes_free(slm, &bytes);
}

/* The bytes as a file of that kind, its version 1 and its checksum right. To be freed. */
static uint8_t *sealed(const char *magic, const uint8_t *data, size_t size, size_t *length) {
    uint8_t *file = malloc(size + 13);
    memcpy(file, magic, 4);
    file[4] = 1;
    memcpy(file + 5, data, size);
    *length = size + 13;
    seal(file, *length);
    return file;
}

static void load_tokenizer(slm_ctx *slm, const uint8_t *data, size_t size) {
    size_t length;
    uint8_t *file = sealed("SLMV", data, size, &length);
    slm_tokenizer *tokenizer = slm_tokenizer_load(slm, file, length);
    expect((tokenizer != NULL) == (slm_error_status(slm) == SLM_OK));
    if (tokenizer) round_trip(slm, tokenizer, (const char *)data, size);
    free(file);
}

static void load_checkpoint(slm_ctx *slm, const uint8_t *data, size_t size) {
    slm_linear layer;
    expect(slm_linear_create(slm, &layer, "linear", 2, 1, SLM_INIT_NORMAL) == SLM_OK);
    slm_optimizer_options options = slm_optimizer_defaults(SLM_ADAM);
    slm_optimizer *optimizer = slm_optimizer_create(slm, &options);
    const slm_real before = slm_data(layer.weight)[0];
    size_t length;
    uint8_t *file = sealed("SLMC", data, size, &length);
    if (slm_checkpoint_load(slm, optimizer, file, length, NULL))
        expect(slm_data(layer.weight)[0] == before);
    free(file);
    slm_error_clear(slm);
    expect(slm_optimizer_step(slm, optimizer) == SLM_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    slm_ctx *slm = slm_create(NULL);
    slm_memory_limit(slm, (size_t)64 << 20); /* far more than input of this size may ask for */
    static void (*const way[])(slm_ctx *, const uint8_t *, size_t) = {learn, load_tokenizer,
                                                                      load_checkpoint};
    way[data[0] % 3](slm, data + 1, size - 1);
    slm_destroy(slm);
    return 0;
}
