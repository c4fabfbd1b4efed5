/* A tokenizer of characters: one token for each different code point. */
#include "check.h"
#include "slm.h"

static slm_ctx *slm;

static slm_tokenizer *made_of(const char *text) {
    return slm_tokenizer_characters(slm, text, strlen(text));
}

static void check_error(slm_status status, const char *sentence) {
    CHECK_INT(slm_error_status(slm), status);
    CHECK_STR(slm_error_text(slm), sentence);
    slm_error_clear(slm);
}

static void test_tokens(void) {
    TEST("tokens are the different characters in the order of their code points");
    slm_tokenizer *t = made_of("banana \xEB\xAF\xBC\n\xF0\x9F\x8E\x88");
    static const char *const token[] = {
        "\n", " ", "a", "b", "n", "\xEB\xAF\xBC", "\xF0\x9F\x8E\x88"};
    if (!CHECK_INT(slm_tokenizer_count(t), 7)) return;
    CHECK_INT(slm_tokenizer_bases(t), 7);
    for (int32_t i = 0; i < 7; i++) {
        size_t length;
        const char *bytes = slm_tokenizer_bytes(t, i, &length);
        CHECK(length == strlen(token[i]) && !memcmp(bytes, token[i], length));
        int32_t left, right;
        CHECK(!slm_tokenizer_merge(t, i, &left, &right));
    }

    TEST("encoding counts characters, and decoding returns every byte");
    const char text[] = "\xEB\xAF\xBC"
                        "anna\n";
    int32_t tokens[8];
    size_t count, length;
    CHECK_INT(slm_tokenizer_encode(slm, t, text, strlen(text), tokens, 8, &count), SLM_OK);
    CHECK_INT(count, 6);
    static const int32_t expected[] = {5, 2, 4, 4, 2, 0};
    CHECK(!memcmp(tokens, expected, sizeof expected));
    char back[16];
    CHECK_INT(slm_tokenizer_decode(slm, t, tokens, count, back, 16, &length), SLM_OK);
    CHECK(length == strlen(text) && !memcmp(back, text, length));
    CHECK_INT(slm_tokenizer_encode(slm, t, text, strlen(text), NULL, 0, &count), SLM_OK);
    CHECK_INT(count, 6);
    CHECK_INT(slm_tokenizer_encode(slm, t, text, strlen(text), tokens, 2, &count), SLM_E_LENGTH);
    slm_error_clear(slm);
    CHECK_INT(slm_tokenizer_encode(slm, t, "", 0, tokens, 8, &count), SLM_OK);
    CHECK_INT(count, 0);

    TEST("composed and decomposed Hangul stay what they are");
    slm_tokenizer *jamo = made_of("\xE1\x84\x80\xE1\x85\xA1\xEA\xB0\x80");
    CHECK_INT(slm_tokenizer_count(jamo), 3);
}

static void test_refusals(void) {
    TEST("a character that has no token is named with its place");
    slm_tokenizer *t = made_of("\xEB\xAF\xBC"
                               "abc");
    int32_t tokens[8];
    size_t count;
    CHECK_INT(slm_tokenizer_encode(slm, t, "ab\xEC\xA4\x80", 5, tokens, 8, &count), SLM_E_SYMBOL);
    check_error(SLM_E_SYMBOL, "tokenizer: the character \xEC\xA4\x80 at byte 2 is not in the text "
                              "it was made from");
    TEST("bytes that are not UTF-8 are named by place");
    CHECK_INT(slm_tokenizer_encode(slm, t, "ab\xFF", 3, tokens, 8, &count), SLM_E_UTF8);
    check_error(SLM_E_UTF8, "tokenizer: byte 2 of the text is not valid UTF-8");
    CHECK(!slm_tokenizer_characters(slm, "ab\xC0\x80", 4));
    check_error(SLM_E_UTF8, "tokenizer: byte 2 of the text is not valid UTF-8");
    CHECK(!slm_tokenizer_characters(slm, "", 0));
    check_error(SLM_E_VALUE, "tokenizer: the number of different characters is 0; it must be "
                             "1 to 65536");
    CHECK(!slm_tokenizer_characters(slm, NULL, 1) && !slm_tokenizer_characters(NULL, "a", 1));
    slm_error_clear(slm);
    CHECK(!slm_tokenizer_bases(NULL));

    TEST("out of memory, whichever allocation fails");
    for (uint64_t n = 1; n < 20; n++) {
        slm_ctx *small = slm_create(NULL);
        slm_memory_fail(small, n, true);
        const slm_tokenizer *made = slm_tokenizer_characters(small, "abc", 3);
        if (!made) CHECK_INT(slm_error_status(small), SLM_E_MEMORY);
        slm_memory_fail(small, 0, false);
        slm_destroy(small);
        if (made) break;
        CHECK(n < 19);
    }
}

static void test_merges_can_be_read(void) {
    TEST("the merges of byte pairs can be read one by one");
    static const char text[] = "aaabdaaabac";
    slm_tokenizer *t = slm_tokenizer_train(slm, text, strlen(text), 259);
    int32_t left = -1, right = -1;
    CHECK_INT(slm_tokenizer_bases(t), 256);
    CHECK(slm_tokenizer_merge(t, 256, &left, &right) && left == 'a' && right == 'a');
    CHECK(slm_tokenizer_merge(t, 257, &left, &right) && left == 'a' && right == 'b');
    CHECK(slm_tokenizer_merge(t, 258, &left, &right) && left == 256 && right == 257);
    CHECK(!slm_tokenizer_merge(t, 255, &left, &right) &&
          !slm_tokenizer_merge(t, 259, &left, &right));
    CHECK(!slm_tokenizer_merge(NULL, 256, &left, &right));
}

static void test_saved(void) {
    TEST("saved and loaded it encodes alike; damaged bytes are refused");
    slm_tokenizer *t = made_of("\xEB\xAF\xBC\xEC\xA4\x80 abc\n");
    slm_bytes bytes = {0};
    CHECK_INT(slm_tokenizer_save(slm, t, &bytes), SLM_OK);
    slm_tokenizer *back = slm_tokenizer_load(slm, bytes.data, bytes.length);
    if (!CHECK(back != NULL)) return;
    CHECK_INT(slm_tokenizer_count(back), 7);
    int32_t a[8], b[8];
    size_t n;
    CHECK_INT(slm_tokenizer_encode(slm, t, "cab\xEC\xA4\x80\n", 7, a, 8, &n), SLM_OK);
    CHECK_INT(slm_tokenizer_encode(slm, back, "cab\xEC\xA4\x80\n", 7, b, 8, &n), SLM_OK);
    CHECK(n == 5 && !memcmp(a, b, n * sizeof *a));
    for (size_t i = 0; i < bytes.length; i++) {
        bytes.data[i] ^= 1;
        CHECK(!slm_tokenizer_load(slm, bytes.data, bytes.length));
        bytes.data[i] ^= 1;
        slm_error_clear(slm);
    }
    for (size_t length = 0; length < bytes.length; length++)
        CHECK(!slm_tokenizer_load(slm, bytes.data, length));
    slm_error_clear(slm);
    slm_bytes_free(slm, &bytes);
}

int main(void) {
    slm = slm_create(NULL);
    test_tokens();
    test_refusals();
    test_merges_can_be_read();
    test_saved();
    slm_destroy(slm);
    return check_report("test_characters");
}
