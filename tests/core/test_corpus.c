/* Corpora with known rules: what is written follows the rule, and nothing else does. */
#include "check.h"
#include "slm.h"

#include <stdlib.h>

enum { LINES = 400 };

static slm_ctx *slm;

static slm_bytes write_corpus(const slm_corpus *corpus, uint64_t seed, size_t lines) {
    slm_bytes text = {0};
    CHECK_INT(slm_corpus_write(slm, corpus, seed, lines, &text), SLM_OK);
    return text;
}

static slm_grade grade_text(const slm_corpus *corpus, const char *training, const char *written) {
    slm_grade grade = {9, 9, 9};
    CHECK_INT(
        slm_corpus_grade(slm, corpus, training, strlen(training), written, strlen(written), &grade),
        SLM_OK);
    return grade;
}

static void check_right(const char *name, const char *line, bool right) {
    char text[256];
    snprintf(text, sizeof text, "%s\n", line);
    const slm_grade grade = grade_text(slm_corpus_named(name), "", text);
    if (!CHECK_INT(grade.lines, 1) || !CHECK_INT(grade.right, right)) printf("  %s\n", line);
}

static void test_every_written_line_is_right(void) {
    TEST("every written line is right, and new where the training text is empty");
    for (size_t i = 0; i < slm_corpus_count(); i++) {
        const slm_corpus *corpus = slm_corpus_at(i);
        CHECK(*slm_corpus_name(corpus) && *slm_corpus_summary(corpus));
        CHECK(slm_corpus_named(slm_corpus_name(corpus)) == corpus);
        if (slm_corpus_is_list(corpus)) continue;
        slm_bytes text = write_corpus(corpus, 7, LINES);
        slm_grade grade;
        const char *bytes = (const char *)text.data;
        CHECK_INT(slm_corpus_grade(slm, corpus, NULL, 0, bytes, text.length, &grade), SLM_OK);
        CHECK_INT(grade.lines, LINES);
        CHECK_INT(grade.right, LINES);
        CHECK_INT(grade.copied, 0);
        CHECK_INT(slm_corpus_grade(slm, corpus, bytes, text.length, bytes, text.length, &grade),
                  SLM_OK);
        CHECK_INT(grade.copied, LINES);
        slm_bytes_free(slm, &text);
    }
    CHECK(!slm_corpus_at(slm_corpus_count()) && !slm_corpus_named("sum") &&
          !slm_corpus_named(NULL));
}

/* Tells two texts apart whatever machine wrote them. */
static unsigned long long hash(slm_bytes text) {
    unsigned long long h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.length; i++) h = (h ^ text.data[i]) * 0x100000001b3u;
    return h;
}

static void test_seed_decides_the_text(void) {
    TEST("the seed decides the text, and the context's random numbers stay");
    static const struct {
        const char *name;
        unsigned long long hash;
    } known[] = {{"sums", 0x431c4259ec9579dbu},
                 {"brackets", 0x1f3f9d8e9c2cc2a2u},
                 {"stories-ko", 0x4cd6dbe55a08c938u},
                 {"stories-en", 0x84622dbaf38b2299u}};
    const uint64_t before = slm_random_state(slm);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const slm_corpus *corpus = slm_corpus_named(known[i].name);
        slm_bytes a = write_corpus(corpus, 1, 50), b = write_corpus(corpus, 2, 50);
        if (!CHECK(hash(a) == known[i].hash)) printf("  %s: 0x%llx\n", known[i].name, hash(a));
        CHECK(hash(a) != hash(b));
        slm_bytes_free(slm, &a);
        slm_bytes_free(slm, &b);
    }
    CHECK(slm_random_state(slm) == before);
}

static void test_sums(void) {
    TEST("sums");
    check_right("sums", "12+7=19", true);
    check_right("sums", "0+0=0", true);
    check_right("sums", "49+49=98", true);
    check_right("sums", "123+4=127", true);
    static const char *const wrong[] = {"",         "12+7=18",  "12+7=019", "012+7=19",
                                        "12+7=19 ", " 12+7=19", "12+7=",    "+7=7",
                                        "12+=12",   "12-7=5",   "1+2+3=6",  "1+2=3=3",
                                        "12+7",     "12+7=1x",  "00+0=0",   "99999+1=100000"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) check_right("sums", wrong[i], false);

    TEST("no sum occurs twice, and all of them can be had");
    const slm_corpus *sums = slm_corpus_named("sums");
    static unsigned char seen[50][50];
    slm_bytes text = write_corpus(sums, 3, 2500);
    for (const char *at = (const char *)text.data; at < (const char *)text.data + text.length;) {
        char *end;
        const long a = strtol(at, &end, 10), b = strtol(end + 1, &end, 10);
        CHECK_INT(seen[a][b]++, 0);
        at = strchr(end, '\n') + 1;
    }
    slm_bytes_free(slm, &text);
    CHECK_INT(slm_corpus_write(slm, sums, 3, 2501, &text), SLM_E_VALUE);
    CHECK(strstr(slm_error_text(slm), "2501"));
    slm_error_clear(slm);
}

static void test_brackets(void) {
    TEST("brackets");
    static const char *const right[] = {"()", "[()]{}", "{[(())]}", "(((((((())))))))"};
    static const char *const wrong[] = {"",    "(",   ")",   "(]",  "([)]",
                                        "()a", "())", "(()", "{}}", "]["};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        check_right("brackets", right[i], true);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        check_right("brackets", wrong[i], false);
    check_right("brackets", "((((((((()))))))))", false); /* nine open at once */
}

static void test_stories(void) {
    TEST("English stories");
    const char *const en = "stories-en";
    check_right(en, "Mina had a red ball. She put it in the garden. Tom took the ball home.", true);
    check_right(en, "Tom made a blue kite. He showed it to Anna. Anna saw the kite and smiled.",
                true);
    check_right(en,
                "Leo found a red box at school. He lost it near the well. "
                "In the evening he looked for the box.",
                true);
    static const char *const wrong[] = {
        "Mina had a red ball. He put it in the garden. Tom took the ball home.",
        "Mina had a red ball. She put it in the garden. Tom took the kite home.",
        "Mina had a red ball. She showed it to Mina. Mina took the ball home.",
        "Tom made a blue kite. He showed it to Anna. Ben saw the kite and smiled.",
        "Tom made a blue kite. He showed it to Anna. Anna saw the kite and smiled",
        "Tom made a blue kite. He showed it to Anna.",
        "Tom made a blue kite. He showed it to Anna. Anna saw the kite and smiled. ",
        "Tim made a blue kite. He showed it to Anna. Anna saw the kite and smiled.",
        "",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) check_right(en, wrong[i], false);

    TEST("Korean stories: particles follow the syllable before them");
    const char *const ko = "stories-ko";
    check_right(
        ko,
        "미나에게 빨간 공이 있었어요. 미나는 그것을 강가에 두었어요. 준호는 공을 집에 가져갔어요.",
        true);
    check_right(ko,
                "하늘은 파란 모자를 만들었어요. 하늘은 그것을 강가에서 잃어버렸어요. 저녁에 하늘은 "
                "모자를 찾으러 갔어요.",
                true);
    static const char *const unfit[] = {
        "미나에게 빨간 공가 있었어요. 미나는 그것을 강가에 두었어요. 준호는 공을 집에 가져갔어요.",
        "미나에게 빨간 공이 있었어요. 미나은 그것을 강가에 두었어요. 준호는 공을 집에 가져갔어요.",
        "미나에게 빨간 공이 있었어요. 소라는 그것을 강가에 두었어요. 준호는 공을 집에 가져갔어요.",
        "미나에게 빨간 공이 있었어요. 미나는 그것을 강가에 두었어요. 준호는 책을 집에 가져갔어요.",
    };
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) check_right(ko, unfit[i], false);
}

static void test_lists(void) {
    TEST("Hangul syllables at their place");
    const slm_corpus *ko = slm_corpus_named("names-ko");
    static const char list[] = "민준\n서연\n하늘\n솔\n";
    slm_grade grade = grade_text(ko, list, "민연\n서준\n하늘\n준민\n민\n솔\n민준늘\n\n\xEB\xAF\n");
    CHECK_INT(grade.lines, 9);
    CHECK_INT(grade.right, 4); /* 민연, 서준, 하늘, 솔 */
    CHECK_INT(grade.copied, 2);

    TEST("three letters in a row");
    const slm_corpus *en = slm_corpus_named("names-en");
    grade = grade_text(en, "Anna\nHannah\nHan\n", "Hanna\nAnnah\nHan\nannah\nNah\nAn\n\n");
    CHECK_INT(grade.lines, 7);
    CHECK_INT(grade.right, 3); /* Hanna, Annah, Han */
    CHECK_INT(grade.copied, 1);
    CHECK_INT(grade_text(en, "", "Anna\n").right, 0);
}

static void test_grade_counts_whole_lines(void) {
    TEST("an unfinished line does not count, an empty one does");
    const slm_corpus *sums = slm_corpus_named("sums");
    slm_grade grade = grade_text(sums, "1+1=2\n", "1+1=2\n\n1+2=3\n1+1=2");
    CHECK_INT(grade.lines, 3);
    CHECK_INT(grade.right, 2);
    CHECK_INT(grade.copied, 1);
    CHECK_INT(grade_text(sums, "", "").lines, 0);
}

static void test_refusals(void) {
    TEST("refusals");
    const slm_corpus *sums = slm_corpus_named("sums"), *names = slm_corpus_named("names-ko");
    slm_bytes text = {0};
    slm_grade grade;
    CHECK_INT(slm_corpus_write(NULL, sums, 1, 1, &text), SLM_E_NULL);
    CHECK_INT(slm_corpus_write(slm, NULL, 1, 1, &text), SLM_E_NULL);
    CHECK_INT(slm_corpus_write(slm, sums, 1, 1, NULL), SLM_E_NULL);
    CHECK_INT(slm_corpus_write(slm, names, 1, 1, &text), SLM_E_STRUCTURE);
    CHECK_INT(slm_corpus_grade(NULL, sums, "", 0, "", 0, &grade), SLM_E_NULL);
    CHECK_INT(slm_corpus_grade(slm, NULL, "", 0, "", 0, &grade), SLM_E_NULL);
    CHECK_INT(slm_corpus_grade(slm, sums, NULL, 1, "", 0, &grade), SLM_E_NULL);
    CHECK_INT(slm_corpus_grade(slm, sums, "", 0, NULL, 1, &grade), SLM_E_NULL);
    CHECK_INT(slm_corpus_grade(slm, sums, "", 0, "", 0, NULL), SLM_E_NULL);
    CHECK(!slm_corpus_is_list(NULL) && !*slm_corpus_name(NULL) && !*slm_corpus_language(NULL));
    slm_error_clear(slm);

    TEST("out of memory");
    slm_memory_fail(slm, 1, true);
    CHECK_INT(slm_corpus_write(slm, slm_corpus_named("stories-ko"), 1, 100, &text), SLM_E_MEMORY);
    slm_memory_fail(slm, 0, false);
    slm_error_clear(slm);
}

int main(void) {
    slm = slm_create(NULL);
    test_every_written_line_is_right();
    test_seed_decides_the_text();
    test_sums();
    test_brackets();
    test_stories();
    test_lists();
    test_grade_counts_whole_lines();
    test_refusals();
    slm_destroy(slm);
    return check_report("test_corpus");
}
