import json
import os

import httpx
import streamlit as st

BACKEND_URL = os.environ.get("BACKEND_URL", "http://backend:8000").rstrip("/")
LINKS = json.loads(os.environ.get("LINKS") or "[]")
COLOURS = {"healthy": "green", "degraded": "orange", "unhealthy": "red"}

st.set_page_config(page_title="SutazAI", layout="wide")
st.title("SutazAI")


@st.fragment(run_every=10)
def state() -> None:
    try:
        answer = httpx.get(f"{BACKEND_URL}/api/v1/status", timeout=5)
        answer.raise_for_status()
        status = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        st.error(f"The backend does not answer: {type(error).__name__}")
        return
    st.markdown(f"### :{COLOURS.get(status['status'], 'gray')}[{status['detail']}] · {status['environment']}")
    columns = st.columns(len(status["components"]))
    for column, (name, result) in zip(columns, status["components"].items(), strict=True):
        with column.container(border=True):
            st.markdown(f"**{name}**")
            if result["ok"]:
                st.markdown(f":green[up] · {result['ms']} ms")
            else:
                st.markdown(":red[down]")
                st.caption(result["error"])
    st.subheader("Models")
    for name in sorted(set(status["models"])):
        st.markdown(f"- `{name}`")
    missing = [name for name in status["wanted"] if not {name, f"{name}:latest"} & set(status["models"])]
    for name in missing:
        st.markdown(f"- `{name}` :orange[missing]")


state()

if prompt := st.chat_input("Ask the model"):
    st.chat_message("user").write(prompt)
    with st.chat_message("assistant"), st.spinner("Thinking"):
        try:
            answer = httpx.post(f"{BACKEND_URL}/api/v1/chat", json={"prompt": prompt}, timeout=300).json()
            st.write(answer.get("response") or answer.get("error") or "no answer")
        except (httpx.HTTPError, ValueError) as error:
            st.error(f"The backend does not answer: {type(error).__name__}")

if LINKS:
    st.subheader("Links")
    for link in LINKS:
        st.markdown(f"- [{link['name']}]({link['url']})")
