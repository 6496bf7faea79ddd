from sutazai_service import env_number, serve

from .main import app

serve(app, int(env_number("QDRANT__SERVICE__HTTP_PORT", 6333)))
