package io.spirula.scheduler.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

class ChangeTest {

    private static final String ONLY_ASKS = "POST /api/v1/policies/plan";

    @Test
    void everyOperationThatChangesSomethingIsKnown() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        List<String> changing = scanner.findCandidateComponents("io.spirula.scheduler").stream()
                .map(BeanDefinition::getBeanClassName)
                .map(name -> ClassUtils.resolveClassName(name, null))
                .flatMap(ChangeTest::operations)
                .filter(operation -> !operation.startsWith("GET "))
                .toList();
        assertThat(changing).hasSizeGreaterThan(10).contains(ONLY_ASKS);
        assertThat(changing)
                .filteredOn(operation -> !operation.equals(ONLY_ASKS))
                .allSatisfy(operation -> assertThat(of(operation)).isPresent());
        assertThat(of(ONLY_ASKS)).isEmpty();
    }

    @Test
    void theObjectIsWhatThePathNames() {
        assertThat(of("POST /api/v1/policies/gold/pause")).contains(new Change("policy.pause", "policy/gold"));
        assertThat(of("DELETE /api/v1/policies/g%2Fo%20ld")).contains(new Change("policy.delete", "policy/g/o ld"));
        assertThat(of("POST /api/v1/restores")).contains(new Change("restore.request", "restores"));
        assertThat(of("GET /api/v1/restores")).isEmpty();
        assertThat(of("POST /api/v1/policies/gold/pause/now")).isEmpty();
    }

    @Test
    void aNameOfAnyLengthIsCutBetweenCharacters() {
        Change change =
                of("DELETE /api/v1/policies/" + "%F0%9F%90%9A".repeat(3_000)).orElseThrow();
        assertThat(change.object().codePoints()).hasSize(Change.LONGEST_OBJECT);
        assertThat(change.object()).isEqualTo("policy/" + "\uD83D\uDC1A".repeat(Change.LONGEST_OBJECT - 7));
    }

    private static Optional<Change> of(String operation) {
        String[] parts = operation.split(" ", 2);
        return Change.of(parts[0], parts[1]);
    }

    private static Stream<String> operations(Class<?> controller) {
        RequestMapping whole = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
        String prefix = whole == null ? "" : whole.path()[0];
        return Stream.of(controller.getDeclaredMethods()).flatMap(method -> operations(prefix, method));
    }

    private static Stream<String> operations(String prefix, Method method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        if (mapping == null) {
            return Stream.empty();
        }
        String path = mapping.path().length == 0 ? prefix : prefix + mapping.path()[0];
        return Stream.of(mapping.method()).map(RequestMethod::name).map(name -> name + " " + path);
    }
}
