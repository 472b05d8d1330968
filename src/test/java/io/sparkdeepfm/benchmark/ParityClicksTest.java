package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ParityClicksTest {
  private static final int ROWS = 20_000;
  private final ParityClicks clicks = new ParityClicks();

  @Test
  void aRowFollowsFromItsNumber() {
    assertEquals(clicks.click(77), new ParityClicks().click(77));
  }

  @Test
  void clicksAreAsFrequentAsTheTruthSays() {
    double expected = 0;
    double variance = 0;
    int seen = 0;
    for (long id = 0; id < ROWS; id++) {
      ParityClicks.Click click = clicks.click(id);
      double logit = clicks.logit(click.user(), click.item(), click.week(), click.hour());
      double probability = 1 / (1 + Math.exp(-logit));
      expected += probability;
      variance += probability * (1 - probability);
      seen += click.label();
    }
    assertEquals(expected, seen, 4 * Math.sqrt(variance));
  }

  @Test
  void neighboursInTimeAreOfFewUsersAndItems() {
    long users = 0;
    long popular = 0;
    for (long id = 0; id < ROWS; id++) {
      ParityClicks.Click click = clicks.click(id);
      boolean early = click.time() < 0.1;
      users += early ? 1 : 0;
      popular += early && click.item() < ParityClicks.ITEMS / 10 ? 1 : 0;
    }
    assertTrue(popular > 0.5 * users, popular + " of " + users);
  }
}
