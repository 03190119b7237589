package dev.rubato.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Sha256;
import dev.rubato.file.SafeFile;
import java.io.Externalizable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The map of the modules: who may know whom, and where each library stays. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.rubato");

  private static final String[] CORE = {
    "dev.rubato.text..",
    "dev.rubato.file..",
    "dev.rubato.argument..",
    "dev.rubato.schedule..",
    "dev.rubato.optimizer..",
    "dev.rubato.strategy..",
    "dev.rubato.notation..",
    "dev.rubato.finder.."
  };
  private static final String PLOT = "dev.rubato.plot..";
  private static final String DESCEND = "dev.rubato.descend..";
  private static final String INTEROP = "dev.rubato.interop..";
  private static final String VECTORS = "dev\\.rubato\\.optimizer\\.VectorAdam.*";

  private static final String DJL = "dev.rubato.djl..";
  private static final String LAB = "dev.rubato.lab..";
  private static final String STORE = "dev.rubato.lab.store..";
  private static final String PROGRAM = "dev.rubato.lab.program..";
  private static final String SPEC = "dev.rubato.lab.spec..";
  private static final String SINK = "dev.rubato.lab.sink..";
  private static final String TASKS = "dev.rubato.tasks..";
  private static final String BATTERY = "dev.rubato.battery..";
  private static final String REPORT = "dev.rubato.report..";
  private static final String WEB = "dev.rubato.web..";
  private static final String CLI = "dev.rubato.cli..";

  @Test
  void everyModuleIsSeen() {
    assertThat(ALL.stream().map(JavaClass::getPackageName).distinct())
        .contains(
            "dev.rubato.text",
            "dev.rubato.schedule",
            "dev.rubato.plot",
            "dev.rubato.descend",
            "dev.rubato.interop",
            "dev.rubato.djl",
            "dev.rubato.lab",
            "dev.rubato.lab.run",
            "dev.rubato.lab.compare",
            "dev.rubato.lab.find",
            "dev.rubato.lab.tune",
            "dev.rubato.tasks",
            "dev.rubato.battery",
            "dev.rubato.report",
            "dev.rubato.web",
            "dev.rubato.cli");
    assertThat(ALL).noneMatch(type -> type.getSimpleName().endsWith("CommandTest"));
  }

  @Test
  void everyLibraryIsSeen() {
    assertThat(isKnown("dev.rubato.djl.BlockTensors", "ai.djl.")).isTrue();
    assertThat(isKnown("dev.rubato.plot.Json", "com.fasterxml.jackson.")).isTrue();
    assertThat(isKnown("dev.rubato.cli.Main", "picocli.")).isTrue();
    assertThat(isKnown("dev.rubato.interop.YamlText", "org.snakeyaml.")).isTrue();
    assertThat(isKnown("dev.rubato.cli.Main", "ai.djl.")).isFalse();
  }

  private static boolean isKnown(String type, String library) {
    return ALL.get(type).getDirectDependenciesFromSelf().stream()
        .anyMatch(each -> each.getTargetClass().getName().startsWith(library));
  }

  @Test
  void arrowsPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.rubato..")
        .layer("core")
        .definedBy(CORE)
        .layer("plot")
        .definedBy(PLOT)
        .layer("descend")
        .definedBy(DESCEND)
        .layer("interop")
        .definedBy(INTEROP)
        .layer("djl")
        .definedBy(DJL)
        .layer("lab")
        .definedBy(LAB)
        .layer("tasks")
        .definedBy(TASKS)
        .layer("battery")
        .definedBy(BATTERY)
        .layer("report")
        .definedBy(REPORT)
        .layer("web")
        .definedBy(WEB)
        .layer("cli")
        .definedBy(CLI)
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("plot")
        .mayOnlyAccessLayers("core")
        .whereLayer("descend")
        .mayOnlyAccessLayers("core", "plot")
        .whereLayer("interop")
        .mayOnlyAccessLayers("core")
        .whereLayer("djl")
        .mayOnlyAccessLayers("core")
        .whereLayer("lab")
        .mayOnlyAccessLayers("core")
        .whereLayer("tasks")
        .mayOnlyAccessLayers("core", "djl", "lab")
        .whereLayer("battery")
        .mayOnlyAccessLayers("core", "lab")
        .whereLayer("battery")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyAccessLayers("core", "plot", "lab")
        .whereLayer("web")
        .mayOnlyAccessLayers("core", "plot", "descend", "interop", "lab", "report")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(ALL);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.rubato.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void insideTheCoreArrowsPointOneWayToo() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("text")
        .definedBy("dev.rubato.text..")
        .layer("file")
        .definedBy("dev.rubato.file..")
        .layer("argument")
        .definedBy("dev.rubato.argument..")
        .layer("schedule")
        .definedBy("dev.rubato.schedule..")
        .layer("optimizer")
        .definedBy("dev.rubato.optimizer..")
        .layer("strategy")
        .definedBy("dev.rubato.strategy..")
        .layer("notation")
        .definedBy("dev.rubato.notation..")
        .layer("finder")
        .definedBy("dev.rubato.finder..")
        .whereLayer("text")
        .mayNotAccessAnyLayer()
        .whereLayer("file")
        .mayNotAccessAnyLayer()
        .whereLayer("argument")
        .mayOnlyAccessLayers("text")
        .whereLayer("schedule")
        .mayOnlyAccessLayers("argument")
        .whereLayer("optimizer")
        .mayOnlyAccessLayers("argument")
        .whereLayer("strategy")
        .mayOnlyAccessLayers("file", "argument", "schedule", "optimizer")
        .whereLayer("notation")
        .mayOnlyAccessLayers("text", "argument", "schedule", "optimizer", "strategy")
        .whereLayer("finder")
        .mayOnlyAccessLayers("argument")
        .check(ALL);
  }

  /** The types of the lab below, then running, then comparing and finding, then tuning. */
  @Test
  void insideTheLabArrowsPointOneWayToo() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("lab")
        .definedBy("dev.rubato.lab")
        .layer("run")
        .definedBy("dev.rubato.lab.run..")
        .layer("compare")
        .definedBy("dev.rubato.lab.compare..")
        .layer("find")
        .definedBy("dev.rubato.lab.find..")
        .layer("tune")
        .definedBy("dev.rubato.lab.tune..")
        .layer("store")
        .definedBy(STORE)
        .layer("program")
        .definedBy(PROGRAM)
        .layer("spec")
        .definedBy(SPEC)
        .layer("sink")
        .definedBy(SINK)
        .whereLayer("lab")
        .mayNotAccessAnyLayer()
        .whereLayer("run")
        .mayOnlyAccessLayers("lab")
        .whereLayer("compare")
        .mayOnlyAccessLayers("lab", "run")
        .whereLayer("find")
        .mayOnlyAccessLayers("lab", "run")
        .whereLayer("tune")
        .mayOnlyAccessLayers("lab", "run", "compare", "find")
        .whereLayer("store")
        .mayOnlyAccessLayers("lab", "run", "spec", "program")
        .whereLayer("spec")
        .mayOnlyAccessLayers("lab", "program")
        .whereLayer("program")
        .mayOnlyAccessLayers("lab")
        .whereLayer("sink")
        .mayOnlyAccessLayers("lab")
        .check(ALL);
  }

  /** What plots draw is nobody's strategy: of the core they know how text and numbers are shown. */
  @Test
  void plotsKnowNothingOfTraining() {
    noClasses()
        .that()
        .resideInAPackage(PLOT)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.rubato..")
                .and(not(resideInAnyPackage(PLOT, "dev.rubato.text..")))
                .and(not(equivalentTo(Numbers.class).or(equivalentTo(Sha256.class)))))
        .check(ALL);
  }

  /** Whoever has numbers to show makes a chart. */
  @Test
  void onlyModulesOfPicturesDrawThemselves() {
    noClasses()
        .that()
        .resideOutsideOfPackages(PLOT, DESCEND)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.rubato.plot.draw..")
        .check(ALL);
  }

  @Test
  void theCoreNeedsNothingButJava() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .and()
        .haveNameNotMatching(VECTORS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            with(CORE, "java..", "javax.management..", "org.jspecify.annotations.."))
        .check(ALL);
  }

  /** Java may lack the module that this one is compiled against. */
  @Test
  void loopsThatCallTheModuleOfVectorsAreLoadedByName() {
    classes()
        .that()
        .haveNameMatching(VECTORS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(with(CORE, "java..", "jdk.incubator.vector.."))
        .andShould()
        .onlyBeAccessed()
        .byClassesThat()
        .haveNameMatching(VECTORS)
        .check(ALL);
  }

  @Test
  void djlStaysInDjlAndTasks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(DJL, TASKS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(ALL);
  }

  @Test
  void yamlStaysInImports() {
    noClasses()
        .that()
        .resideOutsideOfPackage(INTEROP)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(ALL);
  }

  @Test
  void picocliStaysInCli() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(ALL);
  }

  @Test
  void theWebServerStaysInThePage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(WEB)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..", "kotlin..")
        .check(ALL);
  }

  @Test
  void jacksonStaysInPlotTheStoreProgramsRecipesSinksAndThePage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(PLOT, STORE, PROGRAM, SPEC, SINK, "dev.rubato.web.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(ALL);
  }

  @Test
  void sqlStaysInTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage(STORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..")
        .check(ALL);
  }

  /** What is kept has a form of its own: Java's serialization would run what a file names. */
  @Test
  void nothingIsKeptByJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            ObjectInputStream.class,
            ObjectOutputStream.class,
            ObjectInput.class,
            ObjectOutput.class,
            Externalizable.class)
        .check(ALL);
  }

  /** No link is followed, and no file left half written, anywhere: so there is one home for it. */
  @Test
  void filesAreWrittenThroughOneHome() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(SafeFile.class, OutputFile.class)
        .and()
        .doNotHaveSimpleName("RatesFile") // in a folder of its own
        .should()
        .callMethodWhere(
            target(owner(equivalentTo(Files.class)))
                .and(
                    target(
                        nameMatching(
                            "newOutputStream|newByteChannel|newBufferedWriter|write|writeString"
                                + "|createFile|createTempFile|copy|move"))))
        .orShould()
        .callConstructor(FileOutputStream.class, String.class)
        .orShould()
        .callConstructor(FileOutputStream.class, File.class)
        .orShould()
        .callConstructor(RandomAccessFile.class, File.class, String.class)
        .check(ALL);
  }

  @Test
  void typesHaveNamesOfTheirOwnAcrossPackages() {
    Map<String, Set<String>> packages = new TreeMap<>();
    ALL.stream()
        .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
        .forEach(
            type ->
                packages
                    .computeIfAbsent(type.getSimpleName(), none -> new TreeSet<>())
                    .add(type.getPackageName()));
    packages.values().removeIf(each -> each.size() == 1);
    assertThat(packages).isEmpty();
  }

  @Test
  void librariesShowNoFrameworkToThoseWhoUseThemToThoseWhoUseThem() {
    classes()
        .that()
        .resideInAnyPackage(with(CORE, PLOT, DESCEND, LAB, REPORT))
        .should(showOnlyTypesOf("java.", "dev.rubato."))
        .check(ALL);
  }

  /** Public and protected members of public classes, with their types' arguments. */
  private static ArchCondition<JavaClass> showOnlyTypesOf(String... prefixes) {
    return new ArchCondition<>("show only types of " + String.join(" and ", prefixes)) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
          return;
        }
        for (JavaClass shown : shown(type)) {
          JavaClass base = shown.getBaseComponentType();
          boolean known = base.isPrimitive();
          for (String prefix : prefixes) {
            known |= base.getName().startsWith(prefix);
          }
          if (!known) {
            events.add(SimpleConditionEvent.violated(type, type.getName() + " shows " + base));
          }
        }
      }
    };
  }

  private static Set<JavaClass> shown(JavaClass type) {
    List<JavaType> types = new ArrayList<>(type.getInterfaces());
    type.getSuperclass().ifPresent(types::add);
    for (JavaMember member : type.getMembers()) {
      boolean hidden =
          !member.getModifiers().contains(JavaModifier.PUBLIC)
              && !member.getModifiers().contains(JavaModifier.PROTECTED);
      if (hidden) {
        continue;
      }
      if (member instanceof JavaField field) {
        types.add(field.getType());
      } else if (member instanceof JavaCodeUnit code) {
        types.add(code.getReturnType());
        types.addAll(code.getParameterTypes());
        types.addAll(code.getExceptionTypes());
      }
    }
    Set<JavaClass> shown = new HashSet<>();
    types.forEach(each -> shown.addAll(each.getAllInvolvedRawTypes()));
    return shown;
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }
}
