package dev.rubato.cli;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The map of the modules: who may know whom, and where each library stays. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.rubato");

  private static final String[] CORE = {
    "dev.rubato.argument..",
    "dev.rubato.schedule..",
    "dev.rubato.optimizer..",
    "dev.rubato.strategy..",
    "dev.rubato.notation..",
    "dev.rubato.descend..",
    "dev.rubato.finder.."
  };
  private static final String DJL = "dev.rubato.djl..";
  private static final String LAB = "dev.rubato.lab..";
  private static final String STORE = "dev.rubato.lab.store..";
  private static final String PROGRAM = "dev.rubato.lab.program..";
  private static final String TASKS = "dev.rubato.tasks..";
  private static final String REPORT = "dev.rubato.report..";
  private static final String CLI = "dev.rubato.cli..";

  @Test
  void everyModuleIsSeen() {
    assertThat(ALL.stream().map(JavaClass::getPackageName).distinct())
        .contains(
            "dev.rubato.schedule",
            "dev.rubato.djl",
            "dev.rubato.lab",
            "dev.rubato.tasks",
            "dev.rubato.report",
            "dev.rubato.cli");
    assertThat(ALL).noneMatch(type -> type.getSimpleName().endsWith("CommandTest"));
  }

  @Test
  void everyLibraryIsSeen() {
    assertThat(isKnown("dev.rubato.djl.BlockTensors", "ai.djl.")).isTrue();
    assertThat(isKnown("dev.rubato.report.Json", "com.fasterxml.jackson.")).isTrue();
    assertThat(isKnown("dev.rubato.cli.Main", "picocli.")).isTrue();
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
        .layer("djl")
        .definedBy(DJL)
        .layer("lab")
        .definedBy(LAB)
        .layer("tasks")
        .definedBy(TASKS)
        .layer("report")
        .definedBy(REPORT)
        .layer("cli")
        .definedBy(CLI)
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("djl")
        .mayOnlyAccessLayers("core")
        .whereLayer("lab")
        .mayOnlyAccessLayers("core")
        .whereLayer("tasks")
        .mayOnlyAccessLayers("core", "djl", "lab")
        .whereLayer("report")
        .mayOnlyAccessLayers("core", "lab")
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
        .whereLayer("argument")
        .mayNotAccessAnyLayer()
        .whereLayer("schedule")
        .mayOnlyAccessLayers("argument")
        .whereLayer("optimizer")
        .mayOnlyAccessLayers("argument", "schedule")
        .whereLayer("strategy")
        .mayOnlyAccessLayers("argument", "schedule", "optimizer")
        .whereLayer("notation")
        .mayNotBeAccessedByAnyLayer()
        .check(ALL);
  }

  @Test
  void theCoreNeedsNothingButJava() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            with(CORE, "java..", "javax.management..", "org.jspecify.annotations.."))
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
  void jacksonStaysInReportTheStoreAndPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(REPORT, STORE, PROGRAM)
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

  @Test
  void coreAndLabShowNoFrameworkToThoseWhoUseThem() {
    classes()
        .that()
        .resideInAnyPackage(with(CORE, LAB))
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
