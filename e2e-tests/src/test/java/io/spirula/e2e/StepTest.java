package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTest {

    @ParameterizedTest
    @EnumSource
    void eachStepNamesAMethodThatExists(Step step) throws ClassNotFoundException {
        Class<?> hooked =
                Class.forName(step.hook().className(), false, getClass().getClassLoader());
        assertThat(Arrays.stream(hooked.getDeclaredMethods()).map(Method::getName))
                .contains(step.hook().method());
    }
}
