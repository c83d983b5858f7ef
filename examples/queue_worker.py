"""The roles of a worker that takes jobs from a queue, for a team that is not Influmojo.

Run it: ``python examples/queue_worker.py > worker-roles.yaml``.
"""

from influmojo_cfn import App, Role, build, dump, grant, parameter

app = App(
    project="orders-worker",
    execution_role=Role(grants=[grant("ecr.pull_images", repositories="orders-worker")]),
    task_role=Role(
        grants=[
            grant("sqs.consume_messages", queue=parameter("JobsQueue", default="orders-jobs")),
            grant("dynamodb.write_items", table="orders", why="Each job becomes one item."),
            grant("s3.read_objects", bucket="orders-documents", prefix="incoming/"),
        ]
    ),
)

if __name__ == "__main__":
    print(dump(build(app)), end="")
