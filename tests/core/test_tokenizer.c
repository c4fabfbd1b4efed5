/* Byte-pair encoding: what is learned, that every text comes back, and what is refused. */
#include "check.h"
#include "refusal.h"
#include "seal.h"
#include "slm.h"

#include <stdlib.h>

static slm_tokenizer *train(slm_ctx *slm, const char *text, size_t vocabulary) {
    return slm_tokenizer_train(slm, text, strlen(text), vocabulary);
}

/* The tokens of a text, each followed by a bar. */
static const char *cut(slm_ctx *slm, const slm_tokenizer *t, const char *text) {
    static char out[512];
    int32_t token[128];
    size_t count = 0, at = 0;
    CHECK_INT(slm_tokenizer_encode(slm, t, text, strlen(text), token, 128, &count), SLM_OK);
    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *bytes = slm_tokenizer_bytes(t, token[i], &length);
        memcpy(out + at, bytes, length);
        at += length;
        out[at++] = '|';
    }
    out[at] = 0;
    return out;
}

static void spelled(const slm_tokenizer *t, int32_t token, const char *bytes) {
    size_t length;
    const char *got = slm_tokenizer_bytes(t, token, &length);
    CHECK_INT(length, strlen(bytes));
    CHECK(got && !memcmp(got, bytes, length));
}

static void learning(void) {
    TEST("the commonest pair is merged first");
    slm_ctx *slm = slm_create(NULL);
    /* aa stands four times, counted with its overlaps; of what is left, [aa]a and ab twice each */
    slm_tokenizer *t = train(slm, "aaabdaaabac", 300);
    spelled(t, 256, "aa");
    spelled(t, 257, "ab");
    spelled(t, 258, "aaab");
    CHECK_INT(slm_tokenizer_count(t), 259); /* nothing else occurs twice */
    CHECK_STR(cut(slm, t, "aaabdaaabac"), "aaab|d|aaab|a|c|");

    TEST("of equal ones the pair of smaller numbers");
    t = train(slm, "xy-ab-ab-xy", 258);
    spelled(t, 256, "ab");
    spelled(t, 257, "xy");

    TEST("runs");
    t = train(slm, "aaaaaaaa", 300);
    spelled(t, 256, "aa");
    spelled(t, 257, "aaaa");
    CHECK_INT(slm_tokenizer_count(t), 258); /* two of those stand beside each other only once */
    CHECK_STR(cut(slm, t, "aaaaaaa"), "aaaa|aa|a|");

    TEST("no token reaches over a cut");
    t = train(slm, "is 42 is 42 is 42 is 42\nis!! is!! is!!", 400);
    CHECK_STR(cut(slm, t, "is 42 is42  is!!"), "is| 42| is|4|2| | is|!!|");
    for (int32_t token = 0; token < (int32_t)slm_tokenizer_count(t); token++) {
        size_t length;
        const char *bytes = slm_tokenizer_bytes(t, token, &length);
        for (size_t i = 1; i < length; i++) CHECK(bytes[i] != ' ' && bytes[i] != '\n');
    }

    TEST("nor over the end of a long run's first 256 bytes");
    char run[512];
    memset(run, 'a', sizeof run);
    t = slm_tokenizer_train(slm, run, sizeof run, 300);
    size_t length;
    slm_tokenizer_bytes(t, (int32_t)slm_tokenizer_count(t) - 1, &length);
    CHECK_INT(length, 256);

    TEST("nothing to learn");
    CHECK_INT(slm_tokenizer_count(train(slm, "", 300)), 256);
    CHECK_INT(slm_tokenizer_count(train(slm, "abcdefg", 300)), 256);
    CHECK_INT(slm_tokenizer_count(train(slm, "aaaa", 256)), 256);
    CHECK_STR(slm_error_text(slm), "");
    slm_destroy(slm);
}

/* The same rule without a table that follows: counts everything anew at every round. */
static void against_counting_anew(void) {
    TEST("counts that follow are counts made anew");
    slm_ctx *slm = slm_create(NULL);
    enum { LENGTH = 3000, ROUNDS = 150 };
    static char text[LENGTH];
    static int32_t symbol[LENGTH];
    static uint32_t count[256 + ROUNDS][256 + ROUNDS];
    uint32_t state = 1;
    for (int i = 0; i < LENGTH; i++) {
        state = state * 1664525u + 1013904223u;
        text[i] = "aaabbcdea"[(state >> 16) % 9]; /* letters: only the length cuts */
    }
    slm_tokenizer *t = slm_tokenizer_train(slm, text, LENGTH, 256 + ROUNDS);
    CHECK_INT(slm_tokenizer_count(t), 256 + ROUNDS);
    size_t n = LENGTH, start[LENGTH];
    for (size_t i = 0; i < n; i++) symbol[i] = text[i], start[i] = i;
    for (int round = 0; round < ROUNDS; round++) {
        memset(count, 0, sizeof count);
        for (size_t i = 0; i + 1 < n; i++)
            if (start[i + 1] % 256) count[symbol[i]][symbol[i + 1]]++;
        int left = 0, right = 0;
        for (int a = 0; a < 256 + round; a++)
            for (int b = 0; b < 256 + round; b++)
                if (count[a][b] > count[left][right]) left = a, right = b;
        size_t to = 0;
        for (size_t i = 0; i < n; i++, to++) {
            const bool here =
                i + 1 < n && start[i + 1] % 256 && symbol[i] == left && symbol[i + 1] == right;
            start[to] = start[i];
            symbol[to] = here ? 256 + round : symbol[i];
            i += here;
        }
        n = to;
        char spelling[600];
        size_t a, b, merged;
        const char *l = slm_tokenizer_bytes(t, left, &a), *r = slm_tokenizer_bytes(t, right, &b);
        memcpy(spelling, l, a);
        memcpy(spelling + a, r, b);
        const char *got = slm_tokenizer_bytes(t, 256 + round, &merged);
        CHECK(merged == a + b && !memcmp(got, spelling, merged));
    }
    int32_t token[LENGTH];
    size_t encoded;
    slm_tokenizer_encode(slm, t, text, LENGTH, token, LENGTH, &encoded);
    CHECK_INT(encoded, n); /* and encoding merges as learning did */
    CHECK(!memcmp(token, symbol, n * sizeof *token));
    slm_destroy(slm);
}

/* Thousands of rounds over hundreds of thousands of bytes. What comes out is what looking at the
 * whole text in every round gave, in half a minute. */
static void many_rounds(void) {
    TEST("as many tokens as a long text without a pattern has");
    slm_ctx *slm = slm_create(NULL);
    enum { LENGTH = 300000 };
    char *text = malloc(LENGTH);
    int32_t *token = malloc(LENGTH * sizeof *token);
    uint64_t state = 1;
    for (int i = 0; i < LENGTH; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        text[i] = (char)(unsigned char)(state >> 56);
    }
    slm_tokenizer *t = slm_tokenizer_train(slm, text, LENGTH, SLM_VOCABULARY);
    CHECK_INT(slm_tokenizer_count(t), 20827);
    size_t count = 0;
    CHECK_INT(slm_tokenizer_encode(slm, t, text, LENGTH, token, LENGTH, &count), SLM_OK);
    CHECK_INT(count, 212957);
    free(token);
    free(text);
    slm_destroy(slm);
}

static void round_trip(slm_ctx *slm, const slm_tokenizer *t, const char *text, size_t length) {
    int32_t *token = malloc((length + 1) * sizeof *token);
    char *back = malloc(length + 1);
    size_t count = 0, again = 0, got = 0;
    CHECK_INT(slm_tokenizer_encode(slm, t, text, length, NULL, 0, &again), SLM_OK);
    CHECK_INT(slm_tokenizer_encode(slm, t, text, length, token, length + 1, &count), SLM_OK);
    CHECK(count == again && count <= length);
    CHECK_INT(slm_tokenizer_decode(slm, t, token, count, NULL, 0, &got), SLM_OK);
    CHECK_INT(got, length);
    CHECK_INT(slm_tokenizer_decode(slm, t, token, count, back, length + 1, &got), SLM_OK);
    CHECK(got == length && !memcmp(back, text, length));
    free(token);
    free(back);
}

static const char bilingual[] = "the cat and the hat and the bat\n"
                                "고양이와 모자와 박쥐와 고양이\n";

static void round_trips(void) {
    TEST("every text comes back, in whatever language");
    slm_ctx *slm = slm_create(NULL);
    slm_tokenizer *t = train(slm, bilingual, 300);
    round_trip(slm, t, bilingual, strlen(bilingual));
    const char *const other[] = {"", " ", "  \n\t ", "\xed\x95\x9c\xea\xb8\x80",
                                 "caf\xc3\xa9 \xf0\x9f\x98\x80"};
    for (size_t i = 0; i < 5; i++) round_trip(slm, t, other[i], strlen(other[i]));
    char bytes[5000];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(unsigned char)(i * i + i / 7);
    round_trip(slm, t, bytes, sizeof bytes);
    memset(bytes, 'a', sizeof bytes); /* a piece of any length is cut */
    round_trip(slm, t, bytes, sizeof bytes);

    TEST("learned words need fewer tokens");
    size_t count;
    slm_tokenizer_encode(slm, t, "고양이와 the cat", strlen("고양이와 the cat"), NULL, 0, &count);
    CHECK(count < 8);
    slm_destroy(slm);
}

static void saving(void) {
    TEST("saved and loaded");
    slm_ctx *slm = slm_create(NULL), *other = slm_create(NULL);
    slm_tokenizer *t = train(slm, bilingual, 290);
    slm_bytes bytes;
    CHECK_INT(slm_tokenizer_save(slm, t, &bytes), SLM_OK);
    slm_tokenizer *copy = slm_tokenizer_load(other, bytes.data, bytes.length);
    CHECK_INT(slm_tokenizer_count(copy), slm_tokenizer_count(t));
    char mine[512];
    strcpy(mine, cut(slm, t, bilingual));
    CHECK_STR(cut(other, copy, bilingual), mine);

    TEST("damaged bytes are refused, whichever it is");
    for (size_t i = 0; i < bytes.length; i++) {
        bytes.data[i] ^= 1;
        CHECK(slm_tokenizer_load(other, bytes.data, bytes.length) == NULL);
        CHECK_INT(slm_error_status(other), SLM_E_BYTES);
        slm_error_clear(other);
        bytes.data[i] ^= 1;
        CHECK(slm_tokenizer_load(other, bytes.data, i) == NULL);
        slm_error_clear(other);
    }
    REFUSED(other, slm_tokenizer_load(other, (const unsigned char *)"SLMX1234", 8), SLM_E_BYTES,
            "load: byte 4: these bytes are no tokenizer");
    slm_bytes_free(slm, &bytes);
    slm_destroy(other);
    slm_destroy(slm);
}

/* Writes a file of `merges` merges, each of the token before it with itself. Returns its length. */
static size_t doubling(unsigned char *file, uint32_t merges) {
    size_t n = 5;
    memcpy(file, "SLMV\1", n);
    for (uint32_t k = 0; k <= 2 * merges; k++) {
        const uint32_t value = k == 0 ? merges : k <= 2 ? 'a' : 255 + (k - 1) / 2;
        for (int i = 0; i < 4; i++) file[n++] = (unsigned char)(value >> 8 * i);
    }
    n += CHECKSUM_BYTES;
    seal(file, n);
    return n;
}

static void loaded_lengths(void) {
    TEST("a token can be as long as a piece");
    slm_ctx *slm = slm_create(NULL);
    unsigned char file[512];
    slm_tokenizer *t = slm_tokenizer_load(slm, file, doubling(file, 8));
    size_t length = 0;
    slm_tokenizer_bytes(t, 256 + 7, &length);
    CHECK_INT(length, 256);

    TEST("and no longer, whatever memory there is");
    slm_memory_limit(slm, slm_memory_in_use(slm) + 4096);
    REFUSED(slm, slm_tokenizer_load(slm, file, doubling(file, 9)), SLM_E_BYTES,
            "load: byte 81: the bytes are damaged");
    REFUSED(slm, slm_tokenizer_load(slm, file, doubling(file, 30)), SLM_E_BYTES,
            "load: byte 81: the bytes are damaged");
    slm_destroy(slm);
}

static void longest_text(void) {
    TEST("a text of more bytes than an address can hold");
    slm_ctx *slm = slm_create(NULL);
    unsigned char file[512];
    slm_tokenizer *t = slm_tokenizer_load(slm, file, doubling(file, 8));
    const size_t many = ((size_t)1 << 24) + 1; /* of 256 bytes each: 256 more than 32 bits hold */
    int32_t *token = malloc(many * sizeof *token);
    for (size_t i = 0; i < many; i++) token[i] = 263;
    char text[300];
    memset(text, '-', sizeof text);
    size_t length = 7;
    if (SIZE_MAX > UINT32_MAX) {
        CHECK_INT(slm_tokenizer_decode(slm, t, token, many, NULL, 0, &length), SLM_OK);
        CHECK_INT(length, 256 * (uint64_t)many);
    } else {
        REFUSED_STATUS(slm, slm_tokenizer_decode(slm, t, token, many, text, 300, &length),
                       SLM_E_SIZE, "tokenizer: the text is too large to address");
        CHECK(length == 7 && text[0] == '-');
    }
    free(token);
    slm_destroy(slm);
}

static void refusals(void) {
    TEST("refusals");
    slm_ctx *slm = slm_create(NULL);
    slm_tokenizer *t = train(slm, bilingual, 260);
    size_t count;
    int32_t token[4];
    char text[4];
    REFUSED(slm, slm_tokenizer_train(slm, "a", 1, 255), SLM_E_VALUE,
            "tokenizer: vocabulary is 255; it must be 256 to 65536");
    REFUSED(slm, slm_tokenizer_train(slm, "a", 1, 65537), SLM_E_VALUE,
            "tokenizer: vocabulary is 65537; it must be 256 to 65536");
    REFUSED(slm, slm_tokenizer_train(slm, NULL, 1, 300), SLM_E_NULL,
            "tokenizer: the text is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_tokenizer_encode(slm, NULL, "a", 1, token, 4, &count), SLM_E_NULL,
                   "tokenizer: the tokenizer is NULL; did an earlier call fail?");
    REFUSED_STATUS(slm, slm_tokenizer_encode(slm, t, "abcdef", 6, token, 4, &count), SLM_E_LENGTH,
                   "tokenizer: 6 values were given where the room of shape (4) takes 4");
    CHECK(count == 6 && token[3] == 'd');
    REFUSED_STATUS(slm, slm_tokenizer_decode(slm, t, (int32_t[]){'a', 260}, 2, text, 4, &count),
                   SLM_E_INDEX, "tokenizer: the index 260 at position 1 is outside 0 to 259");
    REFUSED_STATUS(slm, slm_tokenizer_decode(slm, t, (int32_t[]){-1}, 1, text, 4, &count),
                   SLM_E_INDEX, "tokenizer: the index -1 at position 0 is outside 0 to 259");
    const int32_t five[] = {'a', 'b', 'c', 'd', 'e'};
    REFUSED_STATUS(slm, slm_tokenizer_decode(slm, t, five, 5, text, 4, &count), SLM_E_LENGTH,
                   "tokenizer: 5 values were given where the room of shape (4) takes 4");
    CHECK(count == 5 && !memcmp(text, "abcd", 4));
    REFUSED_STATUS(slm, slm_tokenizer_decode(slm, t, NULL, 2, text, 4, &count), SLM_E_NULL,
                   "tokenizer: the tokens is NULL; did an earlier call fail?");
    size_t length = 1;
    CHECK(slm_tokenizer_bytes(t, 260, &length) == NULL && length == 0);
    CHECK(slm_tokenizer_bytes(NULL, 0, &length) == NULL);
    CHECK_INT(slm_tokenizer_count(NULL), 0);
    CHECK(slm_tokenizer_train(NULL, "a", 1, 300) == NULL);
    slm_destroy(slm);
}

static void out_of_memory(void) {
    TEST("out of memory leaves nothing behind");
    int failures = 0;
    for (uint64_t n = 1; n < 16; n++) {
        slm_ctx *slm = slm_create(NULL);
        slm_memory_fail(slm, n, false);
        slm_tokenizer *t = train(slm, bilingual, 300);
        if (!t) {
            failures++;
            CHECK_INT(slm_error_status(slm), SLM_E_MEMORY);
            slm_error_clear(slm);
            t = train(slm, bilingual, 300);
        }
        CHECK_STR(cut(slm, t, "the cat"), "the| |c|at|");
        slm_bytes bytes = {0};
        slm_memory_fail(slm, n, false);
        slm_tokenizer *copy = NULL;
        for (int tries = 0; tries < 3 && !copy; tries++) {
            slm_bytes_free(slm, &bytes);
            if (!slm_tokenizer_save(slm, t, &bytes))
                copy = slm_tokenizer_load(slm, bytes.data, bytes.length);
            if (!copy) failures++;
        }
        CHECK_INT(slm_tokenizer_count(copy), slm_tokenizer_count(t));
        slm_bytes_free(slm, &bytes);
        slm_destroy(slm);
    }
    CHECK(failures > 6);
}

int main(void) {
    learning();
    against_counting_anew();
    many_rounds();
    round_trips();
    saving();
    loaded_lengths();
    longest_text();
    refusals();
    out_of_memory();
    return check_report("test_tokenizer");
}
