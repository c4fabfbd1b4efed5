#include "corpus/stories.h"

#include <string.h>

/* The slots that keep their word. */
enum { PERSON, OTHER, THING, COLOUR, PLACE_A, PLACE_B, SLOTS };

static const char slot_letter[] = "NMTCAB";

typedef struct {
    int word[SLOTS]; /* index in the slot's list; -1: not chosen yet */
} story;

static story new_story(void) {
    story s;
    for (int i = 0; i < SLOTS; i++) s.word[i] = -1;
    return s;
}

static const char *const *words_of(const slm_stories *g, int slot) {
    switch (slot) {
    case PERSON:
    case OTHER:
        return g->person;
    case THING:
        return g->thing;
    case COLOUR:
        return g->colour;
    default:
        return g->place;
    }
}

/* Two people are two. */
static bool may_be(const story *s, int slot, int word) {
    if (slot == PERSON) return word != s->word[OTHER];
    if (slot == OTHER) return word != s->word[PERSON];
    return true;
}

/* Does the Hangul syllable that ends at `end` end in a consonant? Syllables are ordered by first
 * consonant, vowel and 28 endings, the first of them none (Unicode, section 3.12). */
static bool ends_in_consonant(const char *end) {
    enum { FIRST_SYLLABLE = 0xAC00, ENDINGS = 28 };
    const unsigned char *c = (const unsigned char *)end - 3;
    const unsigned code = (c[0] & 0x0Fu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu);
    return (code - FIRST_SYLLABLE) % ENDINGS != 0;
}

/* The text of a slot that follows from what stands before `end`; NULL for the slots with words. */
static const char *follows(const story *s, char letter, const char *end) {
    const bool girl = s->word[PERSON] < SLM_STORY_WORDS / 2;
    switch (letter) {
    case 'P':
        return girl ? "She" : "He";
    case 'p':
        return girl ? "she" : "he";
    case 't':
        return ends_in_consonant(end) ? "은" : "는";
    case 's':
        return ends_in_consonant(end) ? "이" : "가";
    case 'o':
        return ends_in_consonant(end) ? "을" : "를";
    default:
        return NULL;
    }
}

static int slot_of(char letter) {
    return (int)((const char *)memchr(slot_letter, letter, SLOTS) - slot_letter);
}

/* --- Writing --- */

static const char *draw(const slm_stories *g, story *s, int slot, slm_rng *rng) {
    while (s->word[slot] < 0) {
        const int word = (int)slm_rng_below(rng, SLM_STORY_WORDS);
        if (may_be(s, slot, word)) s->word[slot] = word;
    }
    return words_of(g, slot)[s->word[slot]];
}

static void write_sentence(const slm_stories *g, story *s, const char *pattern, slm_rng *rng,
                           slm_writer *out) {
    for (const char *p = pattern; *p; p++) {
        if (*p != '$') {
            slm_write_u8(out, (unsigned char)*p);
            continue;
        }
        p++;
        if (out->failed) return;
        const char *text = follows(s, *p, (const char *)out->data + out->length);
        if (!text) text = draw(g, s, slot_of(*p), rng);
        slm_write_raw(out, text, strlen(text));
    }
}

void slm_write_stories(const slm_corpus *corpus, slm_rng *rng, size_t lines, slm_writer *out) {
    const slm_stories *g = corpus->stories;
    for (size_t i = 0; i < lines; i++) {
        story s = new_story();
        for (size_t k = 0; k < SLM_SENTENCES; k++)
            write_sentence(g, &s, g->pattern[k][slm_rng_below(rng, SLM_PATTERNS)], rng, out);
        slm_write_u8(out, '\n');
    }
}

/* --- Recognising --- */

static bool take(slm_line *line, const char *text) {
    const size_t n = strlen(text);
    if (n > line->length || memcmp(line->text, text, n) != 0) return false;
    line->text += n;
    line->length -= n;
    return true;
}

static bool take_word(const slm_stories *g, story *s, int slot, slm_line *line) {
    const char *const *words = words_of(g, slot);
    if (s->word[slot] >= 0) return take(line, words[s->word[slot]]);
    for (int i = 0; i < SLM_STORY_WORDS; i++)
        if (take(line, words[i])) {
            const bool fits = may_be(s, slot, i);
            s->word[slot] = i;
            return fits;
        }
    return false;
}

static bool take_sentence(const slm_stories *g, story *s, const char *pattern, slm_line *line) {
    for (const char *p = pattern; *p; p++) {
        if (*p != '$') {
            if (!line->length || *line->text != *p) return false;
            line->text++;
            line->length--;
            continue;
        }
        p++;
        const char *text = follows(s, *p, line->text);
        if (text ? !take(line, text) : !take_word(g, s, slot_of(*p), line)) return false;
    }
    return true;
}

bool slm_right_story(const slm_corpus *corpus, slm_line line, slm_line training) {
    (void)training;
    const slm_stories *g = corpus->stories;
    story s = new_story();
    for (size_t k = 0; k < SLM_SENTENCES; k++) {
        bool found = false;
        for (size_t i = 0; i < SLM_PATTERNS && !found; i++) {
            story trial = s;
            slm_line rest = line;
            if (!take_sentence(g, &trial, g->pattern[k][i], &rest)) continue;
            s = trial;
            line = rest;
            found = true;
        }
        if (!found) return false;
    }
    return line.length == 0;
}
