package dev.rubato.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What in this module may know Spark, and what others may know of this module. */
class SparkArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.rubato.spark");

  @Test
  void schedulingAndMessagesKnowNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("dev.rubato.spark.work")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..", "dev.rubato.spark")
        .check(ALL);
  }

  @Test
  void onlyWhatIsFoundByItsNameIsPublic() {
    classes()
        .that()
        .resideInAPackage("dev.rubato.spark")
        .and()
        .doNotHaveSimpleName("SparkRunners")
        .and()
        .doNotHaveSimpleName("RubatoPlugin")
        .and()
        .haveNameNotMatching(".*package-info")
        .should()
        .notBePublic()
        .check(ALL);
  }
}
