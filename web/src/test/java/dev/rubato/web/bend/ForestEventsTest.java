package dev.rubato.web.bend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.notation.Notation;
import dev.rubato.web.Valley;
import dev.rubato.web.http.EventStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pages are told that were away for long. */
class ForestEventsTest {
  private static final int STEPS = 30_000;

  private static JsonNode json(EventStream.Event event) throws Exception {
    String text = event.text();
    return new ObjectMapper().readTree(text.substring(text.indexOf("data: ") + 6));
  }

  @Test
  void aPageThatWasAwayForThirtyThousandStepsIsToldAllOfThemSomeAtATime() throws Exception {
    try (Forest forest = new Forest(List.of(new Valley()), Duration.ofSeconds(10))) {
      ForestEvents events = new ForestEvents(forest);
      EventStream.Event first = events.after("");
      assertThat(first).isNotNull();
      String place = first.place();
      long id = forest.start("valley", Notation.strategy("sgd: 0.01"), STEPS, 1);
      while (!forest.all().get(0).state().isOver()) { // the night
        Thread.sleep(20);
      }
      List<Double> losses = new ArrayList<>();
      int told = 0;
      String state = "";
      while (losses.size() < STEPS) {
        EventStream.Event event = events.after(place);
        assertThat(event).isNotNull();
        assertThat(event.text().length()).isLessThan(1_500_000);
        JsonNode news = json(event);
        assertThat(news.path("fresh").asBoolean()).isFalse();
        JsonNode branch = news.path("branches").path(0);
        assertThat(branch.path("id").asLong()).isEqualTo(id);
        assertThat(branch.path("from").asInt()).isEqualTo(losses.size());
        branch.path("losses").forEach(each -> losses.add(each.asDouble()));
        state = branch.path("state").asText();
        place = event.place();
        told++;
      }
      assertThat(state).isEqualTo("done");
      assertThat(told).isGreaterThan(1);
      double[] made = forest.result(id).losses();
      for (int i = 0; i < STEPS; i++) {
        assertThat(losses.get(i)).as("step " + i).isEqualTo(made[i]);
      }
    }
  }
}
