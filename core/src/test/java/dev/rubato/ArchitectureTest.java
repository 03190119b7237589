package dev.rubato;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;

/** What may depend on what inside the core, and that the core depends on nothing else. */
@AnalyzeClasses(packages = "dev.rubato", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ARROWS_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("argument")
          .definedBy("dev.rubato.argument")
          .layer("schedule")
          .definedBy("dev.rubato.schedule")
          .layer("optimizer")
          .definedBy("dev.rubato.optimizer")
          .layer("strategy")
          .definedBy("dev.rubato.strategy")
          .layer("notation")
          .definedBy("dev.rubato.notation")
          .layer("descend")
          .definedBy("dev.rubato.descend")
          .layer("finder")
          .definedBy("dev.rubato.finder")
          .whereLayer("finder")
          .mayNotAccessAnyLayer()
          .whereLayer("argument")
          .mayNotAccessAnyLayer()
          .whereLayer("schedule")
          .mayOnlyAccessLayers("argument")
          .whereLayer("optimizer")
          .mayOnlyAccessLayers("argument")
          .whereLayer("strategy")
          .mayOnlyAccessLayers("argument", "schedule", "optimizer")
          .whereLayer("notation")
          .mayOnlyAccessLayers("argument", "schedule", "optimizer", "strategy")
          .whereLayer("descend")
          .mayOnlyAccessLayers("schedule", "strategy");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("dev.rubato.(*)..").should().beFreeOfCycles();

  /** What is kept has a form of its own: Java's serialization would run what a file names. */
  @ArchTest
  static final ArchRule NO_JAVA_SERIALIZATION =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              ObjectInputStream.class,
              ObjectOutputStream.class,
              ObjectInput.class,
              ObjectOutput.class,
              Externalizable.class);

  @ArchTest
  static final ArchRule NO_DEPENDENCY_BUT_THE_JDK_AND_ANNOTATIONS =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.rubato..", "java..", "javax.management", "org.jspecify.annotations");
}
