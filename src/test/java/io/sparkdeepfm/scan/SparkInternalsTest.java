package io.sparkdeepfm.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another build of Spark may lack what this package uses; rows must come all the same. */
@Tag("spark")
class SparkInternalsTest {
  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    SharedSpark.get().range(0, 10, 1, 1).write().parquet(file());
  }

  private static String file() {
    return folder.resolve("rows.parquet").toString();
  }

  @Test
  void aMethodThatIsNotThereIsNoAnswer() {
    assertEquals(Optional.of(1), SparkInternals.ask(() -> Optional.of(1)));
    assertTrue(SparkInternals.ask(() -> fail(new NoSuchMethodError("executeColumnar"))).isEmpty());
    assertTrue(SparkInternals.ask(() -> fail(new NoClassDefFoundError("ProjectExec"))).isEmpty());
  }

  @Test
  void otherErrorsAreNotHidden() {
    assertThrows(
        StackOverflowError.class, () -> SparkInternals.ask(() -> fail(new StackOverflowError())));
  }

  private static Optional<Object> fail(Error error) {
    throw error;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execution.FileSourceScanExec",
        "execution.ProjectExec",
        "execution.WholeStageCodegenExec",
        "catalyst.expressions.ApplyFunctionExpression",
        "catalyst.expressions.BoundReference"
      })
  void withoutAClassOfSparksRowsAreReadOneByOne(String missing) throws Exception {
    Dataset<Row> data =
        SharedSpark.get()
            .read()
            .parquet(file())
            .selectExpr("id + 1 AS next", "concat('a', id) AS text");
    Object rows = askOf(missing, ScannedRows.class, data);
    assertEquals(data.toJavaRDD().collect(), ((JavaRDD<?>) rows).collect());
  }

  @ParameterizedTest
  @ValueSource(strings = {"execution.FileSourceScanExec", "execution.ColumnarToRowExec"})
  void withoutAClassOfSparksNoBatchesAreFound(String missing) throws Exception {
    Dataset<Row> data = SharedSpark.get().read().parquet(file());
    assertTrue(ColumnBatches.of(data).isPresent());
    assertEquals(Optional.empty(), askOf(missing, ColumnBatches.class, data));
  }

  /** What the method {@code of} of a class gives on a build that lacks a class of Spark's. */
  private static Object askOf(String missing, Class<?> asked, Dataset<Row> data) throws Exception {
    ClassLoader build = new OtherBuild("org.apache.spark.sql." + missing);
    return build.loadClass(asked.getName()).getMethod("of", Dataset.class).invoke(null, data);
  }

  /** Defines the classes of this package anew, beside a Spark that lacks one of its own. */
  private static final class OtherBuild extends ClassLoader {
    private final String missing;

    OtherBuild(String missing) {
      super(OtherBuild.class.getClassLoader());
      this.missing = missing;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(missing)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(ScannedRows.class.getPackageName() + ".")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
