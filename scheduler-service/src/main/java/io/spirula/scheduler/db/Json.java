package io.spirula.scheduler.db;

import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records in jsonb columns. Fields that this version does not know are ignored. Safe for use by many threads. */
@Component
public final class Json {

    private final JsonMapper mapper = JsonMapper.builder()
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** To be given to PostgreSQL with a cast: {@code :value::jsonb}. */
    public String write(Object value) {
        return mapper.writeValueAsString(value);
    }

    public <T> T read(String json, Class<T> type) {
        return mapper.readValue(json, type);
    }

    public <T> List<T> readList(String json, Class<T> element) {
        return mapper.readerForListOf(element).readValue(json);
    }
}
