package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.engine.cuda.ColumnSums.At;
import io.sparkdeepfm.engine.cuda.device.Device;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Loss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a device's products with epilogues give what products and kernels of our own give: two
 * layers forward and backward, in numbers whose sums are exact in any order and precision. The
 * widths are no multiples of a mask's, the examples none of a tile's.
 */
public final class EpilogueCheck {
  private static final Logger LOG = LoggerFactory.getLogger(EpilogueCheck.class);
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private static final int EXAMPLES = 164;
  private static final int INPUTS = 16;
  private static final List<Integer> UNITS = List.of(136, 24);
  private static final DeepFMConfig CONFIG =
      new DeepFMConfig(
          new FieldSchema(List.of(new Field("any", "any", 1, Pooling.SUM))),
          INPUTS,
          UNITS,
          List.of(),
          Activation.RELU,
          0,
          false,
          Interaction.FEATURE,
          Head.SUM,
          false,
          false,
          DeepInput.FIELDS,
          0,
          Deep.MLP,
          Loss.LOG);

  private EpilogueCheck() {}

  /** Compares both ways, and warns, once in a process, if they differ. */
  static boolean holds(Device device, Precision precision) {
    Optional<String> warning = warning(device, precision);
    warning.filter(TOLD::add).ifPresent(LOG::warn);
    return warning.isEmpty();
  }

  /** A sentence about what differs, if anything does. */
  public static Optional<String> warning(Device device, Precision precision) {
    Map<String, float[]> expected = passOver(device, precision, false);
    Map<String, float[]> actual = passOver(device, precision, true);
    String wrong =
        expected.keySet().stream()
            .filter(name -> !Arrays.equals(expected.get(name), actual.get(name)))
            .collect(Collectors.joining(" and "));
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "cuBLASLt's products with epilogues give other %s than separate products on %s in"
                    + " %s; the engine 'cuda' uses separate ones, which are somewhat slower.",
                wrong, device.description(), EnumNames.nameOf(precision)));
  }

  private static Map<String, float[]> passOver(
      Device device, Precision precision, boolean withEpilogues) {
    try (DeviceMemory.Allocator memory = new DeviceMemory.Allocator(device)) {
      Gpu gpu = new Gpu(device, memory);
      gpu.useEpilogues(withEpilogues);
      DeviceMemory[] passed = {
        memory.floats(EXAMPLES * UNITS.get(0)), memory.floats(EXAMPLES * UNITS.get(0))
      };
      DeviceTower tower =
          new DeviceTower(gpu, CONFIG, 0, EXAMPLES, precision, new ColumnSums(gpu), passed);
      SplitMix64 random = new SplitMix64(1);
      DeviceMemory input = filled(memory, wholeNumbers(random, EXAMPLES * INPUTS, 2));
      DeviceMemory factors = filled(memory, wholeNumbers(random, EXAMPLES, 1));
      float[] parameters = parameters(random);
      DeviceMemory dense = DeviceDense.room(gpu, CONFIG);
      dense.put(0, parameters, 0, parameters.length);
      DeviceMemory gradients = DeviceDense.room(gpu, CONFIG);
      gradients.clear(0, parameters.length);
      DeviceMemory inputGradients = memory.floats(EXAMPLES * INPUTS);
      Map<String, float[]> results = new LinkedHashMap<>();
      tower.forward(input, EXAMPLES, dense, false, 0);
      results.put("outputs in scoring", read(tower.output(), EXAMPLES));
      tower.forward(input, EXAMPLES, dense, true, 0);
      results.put("outputs in training", read(tower.output(), EXAMPLES));
      tower.backward(
          input, new At(factors, 0), EXAMPLES, dense, gradients, 0, false, inputGradients);
      results.put("gradients of parameters", read(gradients, parameters.length));
      results.put("gradients of inputs", read(inputGradients, EXAMPLES * INPUTS));
      return results;
    }
  }

  /** −1, 0 and 1 as weights; fractions as biases, so that no unit is at 0. */
  private static float[] parameters(SplitMix64 random) {
    DenseLayout layout = new DenseLayout(CONFIG);
    float[] values = wholeNumbers(random, layout.length(), 1);
    for (int l = 0; l < UNITS.size(); l++) {
      DenseLayout.Segment biases = layout.segment(DenseLayout.bias(l));
      for (int i = 0; i < biases.length(); i++) {
        values[biases.offset() + i] += 0.5f / (l + 1);
      }
    }
    return values;
  }

  /** In [−bound, bound], each as likely. */
  private static float[] wholeNumbers(SplitMix64 random, int size, int bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(2 * bound + 1) - bound;
    }
    return values;
  }

  private static DeviceMemory filled(DeviceMemory.Allocator memory, float[] values) {
    DeviceMemory filled = memory.floats(values.length);
    filled.put(0, values, 0, values.length);
    return filled;
  }

  private static float[] read(DeviceMemory memory, int length) {
    float[] values = new float[length];
    memory.get(0, values, 0, length);
    for (int i = 0; i < length; i++) {
      values[i] += 0f; // of −0 and 0 either is right
    }
    return values;
  }
}
