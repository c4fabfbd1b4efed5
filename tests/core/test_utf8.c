/* UTF-8: every code point comes back; nothing else is a character. */
#include "base/utf8.h"
#include "check.h"

static void test_every_code_point(void) {
    TEST("every code point is written and read back, surrogates apart");
    size_t wrong = 0;
    for (uint32_t code = 0; code < SLM_CODE_POINTS; code++) {
        char text[SLM_UTF8_BYTES];
        uint32_t back = SLM_CODE_POINTS;
        const size_t n = slm_utf8_write(code, text);
        const int surrogate = code >= 0xD800 && code <= 0xDFFF;
        const size_t read = slm_utf8_read(text, n, &back);
        wrong += surrogate ? read != 0 : read != n || back != code;
        for (size_t cut = 0; cut < n; cut++) wrong += slm_utf8_read(text, cut, &back) != 0;
    }
    CHECK_INT(wrong, 0);
}

static void test_hostile_bytes(void) {
    TEST("what is no character");
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\xAF",
                                      "\xC1\xBF",
                                      "\xE0\x80\xAF",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xF0\x80\x80\xAF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xFE",
                                      "\xFF",
                                      "\xC2",
                                      "\xC2\x41",
                                      "\xE1\x80\x41",
                                      "\xF1\x80\x80\xC0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t code = 77;
        if (!CHECK_INT(slm_utf8_read(bad[i], strlen(bad[i]), &code), 0)) printf("  case %zu\n", i);
        CHECK_INT(code, 77);
    }
}

int main(void) {
    test_every_code_point();
    test_hostile_bytes();
    return check_report("test_utf8");
}
