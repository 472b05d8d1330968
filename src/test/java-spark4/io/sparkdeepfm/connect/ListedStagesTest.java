package io.sparkdeepfm.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Modifier;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server of Spark Connect finds in the jar. */
@Tag("spark4")
class ListedStagesTest {
  @ParameterizedTest
  @ValueSource(classes = {Estimator.class, Transformer.class, Evaluator.class})
  void everyStageIsListedAndCanBeMadeAndLoadedByName(Class<?> kind) throws Exception {
    Set<String> stages =
        new ClassFileImporter()
                .withImportOption(place -> !place.contains("/test-classes/"))
                .importPackages("io.sparkdeepfm")
                .stream()
                .filter(found -> found.isAssignableTo(kind))
                .filter(found -> found.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(found -> !found.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertTrue(stages.size() > 3, stages.toString());
    Set<String> listed =
        ServiceLoader.load(kind).stream()
            .map(provider -> provider.type().getName())
            .filter(name -> name.startsWith("io.sparkdeepfm."))
            .collect(Collectors.toSet());
    assertEquals(stages, listed);
    for (String name : stages) {
      Class<?> stage = Class.forName(name);
      assertEquals(0, stage.getConstructor().getParameterCount());
      if (!name.endsWith("Model")) { // which the server never makes
        assertEquals(1, stage.getConstructor(String.class).getParameterCount());
      }
      if (!name.endsWith("Table")) { // which nobody saves
        assertTrue(Modifier.isStatic(stage.getMethod("load", String.class).getModifiers()));
        assertTrue(Modifier.isStatic(stage.getMethod("read").getModifiers()));
      }
    }
  }
}
