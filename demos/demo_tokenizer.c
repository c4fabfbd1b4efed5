/* Byte-pair encoding: the pairs that occur most often become tokens of their own, in any
 * language. */
#include "slm.h"

#include <stdio.h>
#include <string.h>

static const char text[] = "the cat sat on the mat. the rat sat on the hat. that is that.\n"
                           "나는 나무를 심는다. 너는 나무를 본다. 나무는 자란다.\n";

/* Are these whole characters of UTF-8? A token need not be one. */
static bool is_whole(const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        const unsigned char b = (unsigned char)bytes[i];
        if (b >= 0x80 && b < 0xc0) return false;
        i += b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
        if (i > length) return false;
    }
    return true;
}

static void show_token(const slm_tokenizer *tokenizer, int32_t token) {
    size_t length;
    const char *bytes = slm_tokenizer_bytes(tokenizer, token, &length);
    printf("[");
    if (is_whole(bytes, length))
        printf("%.*s", (int)length, bytes);
    else
        for (size_t i = 0; i < length; i++) printf("%02x", (unsigned char)bytes[i]);
    printf("]");
}

static void show(slm_ctx *slm, const slm_tokenizer *tokenizer, const char *sentence) {
    int32_t token[64];
    size_t count = 0;
    slm_tokenizer_encode(slm, tokenizer, sentence, strlen(sentence), token, 64, &count);
    printf("%zu bytes, %zu tokens: ", strlen(sentence), count);
    for (size_t i = 0; i < count; i++) show_token(tokenizer, token[i]);
    printf("\n");
}

int main(void) {
    slm_ctx *slm = slm_create(NULL);
    slm_tokenizer *tokenizer = slm_tokenizer_train(slm, text, sizeof text - 1, 256 + 40);
    printf("%zu tokens, the first that were learned: ", slm_tokenizer_count(tokenizer));
    for (int32_t token = 256; token < 276; token++) show_token(tokenizer, token);
    printf("\n");
    show(slm, tokenizer, "the rat sat on that mat.");
    show(slm, tokenizer, "나무를 본다.");
    show(slm, tokenizer, "꽃");
    if (slm_error_status(slm)) printf("%s\n", slm_error_text(slm));
    slm_destroy(slm);
    return 0;
}
