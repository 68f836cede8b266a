// Records of agents' logs.

/** A run event of a step that failed, as one line. */
export const failure = (task, fields = {}, message = `Broken in ${task}`) =>
  JSON.stringify({
    timestamp: "2025-03-01T08:00:00Z",
    run_id: "run_1",
    workflow_name: "Nightly",
    task_key: task,
    action_type: "execute_code",
    attempt: 1,
    duration_sec: 1,
    inputs: {},
    result: { status: "Failure", reflection: { status: "Failure", confidence: 0.1, message } },
    ...fields,
  });
