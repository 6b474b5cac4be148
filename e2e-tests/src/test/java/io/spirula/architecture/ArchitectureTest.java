package io.spirula.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between modules, and habits that hold everywhere in production code. */
@AnalyzeClasses(
        packages = "io.spirula",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    /** What modules offer to the tests of others is no production code either. */
    static final class NoTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String CONTRACTS = "io.spirula.contracts..";
    private static final String RBD = "io.spirula.rbd..";
    private static final String MOVER = "io.spirula.mover..";
    private static final String RETENTION = "io.spirula.retention..";
    private static final String MESSAGING = "io.spirula.messaging..";
    private static final String SCHEDULER = "io.spirula.scheduler..";
    private static final String SNAPSHOT = "io.spirula.snapshot..";
    private static final String TRANSFER = "io.spirula.transfer..";
    private static final String RESTORE = "io.spirula.restore..";
    private static final String CLI = "io.spirula.cli..";
    private static final String SANDBOX = "io.spirula.sandbox..";

    @ArchTest
    static final ArchRule contractsStandAlone = mayUse(CONTRACTS);

    @ArchTest
    static final ArchRule rbdUsesContracts = mayUse(RBD, CONTRACTS);

    @ArchTest
    static final ArchRule moverUsesRbd = mayUse(MOVER, CONTRACTS, RBD);

    @ArchTest
    static final ArchRule retentionUsesContracts = mayUse(RETENTION, CONTRACTS);

    @ArchTest
    static final ArchRule messagingUsesContracts = mayUse(MESSAGING, CONTRACTS);

    @ArchTest
    static final ArchRule schedulerHoldsNoCephKey = mayUse(SCHEDULER, CONTRACTS, MESSAGING);

    @ArchTest
    static final ArchRule snapshotMeetsOthersOnKafkaAlone = mayUse(SNAPSHOT, CONTRACTS, MESSAGING, RBD, RETENTION);

    @ArchTest
    static final ArchRule transferMeetsOthersOnKafkaAlone =
            mayUse(TRANSFER, CONTRACTS, MESSAGING, MOVER, RBD, RETENTION);

    @ArchTest
    static final ArchRule restoreMeetsOthersOnKafkaAlone = mayUse(RESTORE, CONTRACTS, MESSAGING, MOVER, RBD);

    @ArchTest
    static final ArchRule cliKnowsTheApiOnly = mayUse(CLI);

    @ArchTest
    static final ArchRule sandboxKnowsNoneOfUs = mayUse(SANDBOX);

    @ArchTest
    static final ArchRule librariesOfTheDataPathKnowNoSpring = noClasses()
            .that()
            .resideInAnyPackage(CONTRACTS, RBD, MOVER, RETENTION, CLI, SANDBOX)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule jacksonIsThree = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
            .because("Jackson 3 lives in tools.jackson; only the annotations kept their old name");

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideOutsideOfPackages(CLI, SANDBOX)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now")
            .orShould()
            .callMethod(java.time.ZonedDateTime.class, "now")
            .orShould()
            .callMethod(java.time.OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to set the clock: inject java.time.Clock");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .that()
            .resideOutsideOfPackages(SANDBOX)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("a wait names its condition and its deadline");

    @ArchTest
    static final ArchRule nothingGoesThroughAShell = noClasses()
            .that()
            .resideOutsideOfPackages(SANDBOX)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class);

    @ArchTest
    static final ArchRule dependenciesComeThroughConstructors = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .orShould()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule packagesOfAModuleHaveNoCycles =
            slices().matching("io.spirula.(*).(*)..").should().beFreeOfCycles();

    private static ArchRule mayUse(String module, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = module;
        System.arraycopy(others, 0, allowed, 1, others.length);
        DescribedPredicate<JavaClass> foreignCode =
                resideInAnyPackage("io.spirula..").and(DescribedPredicate.not(resideInAnyPackage(allowed)));
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(foreignCode));
    }
}
