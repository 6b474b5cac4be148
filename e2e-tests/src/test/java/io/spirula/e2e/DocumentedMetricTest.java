package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentedMetricTest {

    /** MonitoringIT compares them with running services; a row that it cannot read would be no row to it, an hour later. */
    @Test
    void eachRowOfTheDocumentationCanBeRead() {
        assertThat(DocumentedMetric.all())
                .extracting(DocumentedMetric::name)
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }
}
